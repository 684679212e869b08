//! The book answers every topic of the articles that it grew out of: the table of the appendix names where.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

const TABLE: &str = "chapters/appendix/coverage.md";

/// How many topics each of the four articles brings up.
const TOPICS: [(char, usize); 4] = [('A', 6), ('B', 7), ('C', 5), ('D', 17)];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &Path) -> Option<String> {
    fs::read_to_string(root().join(file)).ok()
}

/// The rows of the table: id, topic, pages, exercises and claims.
fn rows(table: &str) -> Vec<Vec<&str>> {
    let rows = table.lines().filter(|line| line.starts_with("| "));
    let cells = rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect());
    cells.skip(1).collect()
}

#[test]
fn every_topic_of_the_articles_has_a_row() {
    let table = read(Path::new(TABLE)).expect("the table is there");
    let expected: Vec<String> = TOPICS
        .iter()
        .flat_map(|(article, count)| (1..=*count).map(move |nth| format!("{article}{nth}")))
        .collect();
    let found: Vec<&str> = rows(&table).iter().map(|row| row[0]).collect();
    assert_eq!(found, expected, "{TABLE}");
}

#[test]
fn every_row_leads_to_pages_and_exercises_that_exist() {
    let table = read(Path::new(TABLE)).expect("the table is there");
    let link = Regex::new(r"\]\(([^)#]+)(?:#[^)]*)?\)").unwrap();
    let exercise = Regex::new(r"`(ch\d\d)/(\w+)`").unwrap();
    let letter = Regex::new(r"claim ([a-p])\]").unwrap();
    let mut faults = Vec::new();
    for row in rows(&table) {
        let [id, topic, pages, practice] = row[..] else {
            panic!("{TABLE}: {row:?} has {} cells instead of 4", row.len());
        };
        let mut fault = |what: String| faults.push(format!("{id} ({topic}): {what}"));
        if !pages.contains("](") {
            fault("names no page".to_owned());
        }
        if !practice.contains("](") && !practice.contains('`') {
            fault("names neither an exercise nor a claim".to_owned());
        }
        for cell in [pages, practice] {
            for found in link.captures_iter(cell) {
                let page = Path::new("chapters/appendix").join(&found[1]);
                match read(&page) {
                    None => fault(format!("{} does not exist", &found[1])),
                    Some(text) if text.lines().count() < 5 => {
                        fault(format!("{} is an empty page", &found[1]));
                    }
                    Some(_) => {}
                }
            }
            for found in exercise.captures_iter(cell) {
                let (chapter, slug) = (&found[1], &found[2]);
                let listed = read(Path::new(&format!("exercises/{chapter}/chapter.toml")))
                    .is_some_and(|text| text.contains(&format!("slug = \"{slug}\"")));
                if !listed {
                    fault(format!("{chapter}/{slug} is no exercise"));
                }
            }
        }
        if practice.contains("claims.md") {
            let claims = read(Path::new("chapters/appendix/claims.md")).unwrap_or_default();
            for found in letter.captures_iter(practice) {
                if !claims.contains(&format!("\n## {}. ", &found[1].to_uppercase())) {
                    fault(format!("claims.md has no claim {}", &found[1]));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{TABLE}:\n{}", faults.join("\n"));
}
