//! The pages of the chapters handed out, and what is said of the other chapters.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Repository, Wanted, sources, words};
use crate::engine::catalog::{Catalog, Exercise};

const SUMMARY: &str = "chapters/SUMMARY.md";
const INTRODUCTION: &str = "chapters/introduction.md";

/// A link to a page of the book, or within one: its text, which may hold brackets, its page and its anchor.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s:]+\.md)?(#[^()\s]*)?\)")
        .expect("the pattern is fixed")
});
/// An entry of the table of contents.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\s*)(- )?\[(.*)\]\(([^()]*)\)\s*$").expect("the pattern is fixed")
});

/// Adds the pages to `made`.
///
/// # Errors
/// If one cannot be read.
pub fn add(made: &mut Repository, catalog: &Catalog, wanted: &Wanted<'_>) -> anyhow::Result<()> {
    let root = catalog.root.as_path();
    made.copy_if_there(root, SUMMARY)?;
    made.copy_if_there(root, INTRODUCTION)?;
    let mut folders: BTreeSet<&str> = BTreeSet::from(["gallery"]);
    folders.extend(wanted.exercises.iter().map(|one| one.chapter.as_str()));
    for folder in folders {
        let folder = format!("chapters/{folder}");
        made.copy_folder(root, &folder, &["md", "svg", "png", "jpg", "webp"])?;
    }
    let mut gone = BTreeSet::new();
    for chapter in &catalog.chapters {
        let name = format!("chapters/{}/exercises.md", chapter.name);
        let is_wanted = |one: &&Exercise| wanted.exercises.iter().any(|other| other.id == one.id);
        let others = chapter.exercises.iter().filter(|one| !is_wanted(one));
        let titles: Vec<&str> = others.map(|one| one.title.as_str()).collect();
        if let Some(text) = made.text(&name) {
            let text = without_exercises(text, &titles);
            gone.extend(
                titles
                    .iter()
                    .map(|title| format!("{name}#{}", anchor(title))),
            );
            made.put(&name, &text);
        }
    }
    let pages: Vec<String> = made
        .names()
        .filter(|name| name.starts_with("chapters/") && name.ends_with(".md"))
        .map(str::to_owned)
        .collect();
    for page in &pages {
        let text = made.text(page).unwrap_or_default();
        let text = if page == SUMMARY {
            contents(text, |target| made.has(&format!("chapters/{target}")))
        } else {
            let is_there = |target: &str| made.has(target.split('#').next().unwrap_or_default());
            let keep = |target: &str| is_there(target) && !gone.contains(target);
            links(text, page, wanted.book.as_deref(), keep)
        };
        let text = match page == INTRODUCTION {
            true => words::with_notice(&text, catalog, wanted),
            false => text,
        };
        made.put(page, &text);
    }
    Ok(())
}

/// The table of contents: a chapter that is not there keeps its number and its title, without a link.
fn contents(text: &str, is_there: impl Fn(&str) -> bool) -> String {
    let mut out: Vec<String> = Vec::new();
    for line in text.lines() {
        let Some(found) = ENTRY.captures(line) else {
            out.push(line.to_owned());
            continue;
        };
        let (indent, title, target) = (&found[1], &found[3], &found[4]);
        let numbered = found.get(2).is_some();
        if target.is_empty() || is_there(target) {
            out.push(line.to_owned());
        } else if numbered && indent.is_empty() {
            out.push(format!("- [{title}]()"));
        }
    }
    sources::without_gaps(&out.join("\n"))
}

/// `text` of `page` with a link only if `keep` its target, `chapters/ch01/order.md#order`: the others lead to the
/// published `book`, or become text.
fn links(text: &str, page: &str, book: Option<&str>, keep: impl Fn(&str) -> bool) -> String {
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let replaced = LINK.replace_all(text, |found: &Captures<'_>| {
        let (whole, said) = (&found[0], &found[1]);
        let anchor = found.get(3).map_or("", |part| part.as_str());
        let file = match found.get(2) {
            Some(file) => sources::plain(&folder.join(file.as_str())),
            None if anchor.is_empty() => return whole.to_owned(),
            None => page.to_owned(),
        };
        if keep(&format!("{file}{anchor}")) {
            return whole.to_owned();
        }
        let published = file
            .strip_prefix("chapters/")
            .and_then(|file| file.strip_suffix(".md"));
        match (book, published) {
            (Some(book), Some(name)) => {
                format!(
                    "[{said}]({}/{name}.html{anchor})",
                    book.trim_end_matches('/')
                )
            }
            _ => said.to_owned(),
        }
    });
    replaced.into_owned()
}

/// A chapter's page of exercises without the rows and the sections of those with these titles.
fn without_exercises(text: &str, titles: &[&str]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut skipped = false;
    for line in text.lines() {
        if line.starts_with('#') {
            skipped = line
                .strip_prefix("### ")
                .is_some_and(|title| titles.contains(&title.trim()));
        }
        let of_other = |title: &str| line.starts_with(&format!("| [{title}](#"));
        if !skipped && !titles.iter().any(|title| of_other(title)) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The id that a heading gets.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_what_is_left_out_becomes_text_or_leads_to_the_published_book() {
        let text = "See [`a[0]`, *there*](../ch04/tasks.md#one), [here](two.md), [up](#up), [out](https://a.example/b.md).";
        let keep = |target: &str| target == "chapters/ch01/two.md";
        assert_eq!(
            links(text, "chapters/ch01/one.md", None, keep),
            "See `a[0]`, *there*, [here](two.md), up, [out](https://a.example/b.md)."
        );
        assert_eq!(
            links(
                text,
                "chapters/ch01/one.md",
                Some("https://b.example/w/"),
                keep
            ),
            "See [`a[0]`, *there*](https://b.example/w/ch04/tasks.html#one), [here](two.md), \
             [up](https://b.example/w/ch01/one.html#up), [out](https://a.example/b.md)."
        );
    }

    #[test]
    fn chapters_that_are_left_out_keep_their_numbers() {
        let text = "# Summary\n\n[About](a.md)\n\n# One\n\n- [First](one/index.md)\n  - [In](one/in.md)\n\
                    - [Second](two/index.md)\n  - [In](two/in.md)\n- [Third]()\n\n---\n\n[Teaching](t.md)\n\n[Last](b.md)\n";
        let there = |target: &str| ["a.md", "two/index.md", "two/in.md", "b.md"].contains(&target);
        assert_eq!(
            contents(text, there),
            "# Summary\n\n[About](a.md)\n\n# One\n\n- [First]()\n- [Second](two/index.md)\n  - [In](two/in.md)\n\
             - [Third]()\n\n---\n\n[Last](b.md)\n"
        );
    }

    #[test]
    fn an_exercise_goes_with_its_row_and_its_section() {
        let text = "# E\n\n| e | m |\n|---|---|\n| [A](#a) | 1 |\n| [B b](#b-b) | 2 |\n\n### A\n\nOne.\n\n### B b\n\nTwo.\n\n## Then\n\nEnd.\n";
        assert_eq!(
            without_exercises(text, &["A"]),
            "# E\n\n| e | m |\n|---|---|\n| [B b](#b-b) | 2 |\n\n### B b\n\nTwo.\n\n## Then\n\nEnd.\n"
        );
        assert_eq!(anchor("`select!` in a Loop"), "select-in-a-loop");
    }
}
