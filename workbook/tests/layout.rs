//! What the tree promises to readers: a small build for answers, and pages that agree with the
//! exercises they speak of.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// All that a reader compiles for `cargo test -p ch01`, beside what these bring along.
const FOR_ANSWERS: [&str; 6] = [
    "async-stream",
    "futures",
    "kit",
    "pin-project-lite",
    "tokio",
    "tokio-test",
];
/// What a chapter needs beyond that, and why a reader may be made to wait for it.
const FOR_A_CHAPTER: [(&str, bool, &str); 12] = [
    // Its checks try the orders of threads' steps.
    ("ch04", true, "shuttle"),
    // Its answers wait for sockets.
    ("ch05", false, "poller"),
    // Its downloads bring JSON.
    ("ch06", false, "serde_json"),
    // Its answers are cancelled by token, and tracked.
    ("ch07", false, "tokio-util"),
    // Its checks try the orders of threads' steps.
    ("ch08", true, "shuttle"),
    // As chapter 8.
    ("ch09", true, "shuttle"),
    // Its answers compute on a pool of threads.
    ("ch12", false, "rayon"),
    // The tests that its readers write explore orders; another of its packages is every chapter's.
    ("ch14", false, "shuttle"),
    ("ch14", false, "tokio-test"),
    // Its downloads write down how far they are, and compare checksums.
    ("ch15", false, "serde"),
    ("ch15", false, "serde_json"),
    ("ch15", false, "sha2"),
];
const FOR_THE_KIT: [&str; 2] = ["kit-macros", "tokio"];
const FOR_ITS_ATTRIBUTE: [&str; 3] = ["proc-macro2", "quote", "syn"];

const CHAPTERS: [&str; 15] = [
    "Waiting: sync and async",
    "Coroutines by hand",
    "Futures",
    "An executor",
    "The event loop",
    "Tasks",
    "Select and cancellation",
    "Locks and semaphores",
    "Queues",
    "Streams",
    "Network and resources",
    "CPU work and blocking",
    "The bug clinic",
    "Testing async code",
    "Capstone: a downloader",
];

#[derive(Deserialize)]
struct Chapter {
    title: String,
    exercise: Vec<Exercise>,
}

#[derive(Deserialize)]
struct Exercise {
    slug: String,
    title: String,
    page: String,
    stars: usize,
    minutes: u32,
    points: u32,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", default)]
struct Manifest {
    dependencies: toml::Table,
    dev_dependencies: toml::Table,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The chapters that have exercises: `ch01` and so on.
fn chapters() -> Vec<String> {
    let entries = fs::read_dir(root().join("exercises")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut chapters: Vec<String> = names.filter(|name| is_chapter(name)).collect();
    chapters.sort();
    chapters
}

/// `ch` and two digits: a reader's backup of a chapter is called otherwise.
fn is_chapter(name: &str) -> bool {
    let digits = name.strip_prefix("ch").unwrap_or_default();
    digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The members are written out, so that cargo does not take a reader's backup for a package. So none
/// may be forgotten.
#[test]
fn every_chapter_is_a_member_of_the_workspace() {
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).unwrap();
    let members = |kind: &str| -> Vec<String> {
        let members = manifest["workspace"]["members"].as_array().unwrap();
        let mut names: Vec<String> = members
            .iter()
            .filter_map(|member| member.as_str()?.strip_prefix(kind))
            .filter(|name| name.starts_with("ch"))
            .map(str::to_owned)
            .collect();
        names.sort();
        names
    };
    assert_eq!(members("exercises/"), chapters());
    let solved: Vec<String> = chapters()
        .into_iter()
        .filter(|chapter| root().join("solutions").join(chapter).is_dir())
        .collect();
    assert_eq!(members("solutions/"), solved);
}

fn depends_on(manifest: &str, dev: bool) -> BTreeSet<String> {
    let manifest: Manifest = toml::from_str(&read(manifest)).unwrap();
    let table = if dev {
        manifest.dev_dependencies
    } else {
        manifest.dependencies
    };
    table.keys().cloned().collect()
}

#[test]
fn an_exercise_is_judged_after_a_small_build() {
    let allowed = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
    let (answers, kit, attribute): (BTreeSet<String>, BTreeSet<String>, BTreeSet<String>) = (
        allowed(&FOR_ANSWERS),
        allowed(&FOR_THE_KIT),
        allowed(&FOR_ITS_ATTRIBUTE),
    );
    for chapter in chapters() {
        let manifest = format!("exercises/{chapter}/Cargo.toml");
        for dev in [false, true] {
            let more: Vec<_> = depends_on(&manifest, dev)
                .difference(&answers)
                .filter(|name| !FOR_A_CHAPTER.contains(&(&*chapter, dev, name)))
                .cloned()
                .collect();
            assert!(
                more.is_empty(),
                "{manifest}: {more:?} would be compiled by every reader"
            );
        }
    }
    let more = |manifest, allowed| -> Vec<String> {
        depends_on(manifest, false)
            .difference(allowed)
            .cloned()
            .collect()
    };
    assert_eq!(more("exercises/kit/Cargo.toml", &kit), [""; 0]);
    assert_eq!(more("exercises/kit/macros/Cargo.toml", &attribute), [""; 0]);
}

#[test]
fn a_solution_depends_on_what_its_exercises_depend_on() {
    for chapter in chapters() {
        for dev in [false, true] {
            // What measures the reference is no part of an answer.
            let mut solution = depends_on(&format!("solutions/{chapter}/Cargo.toml"), dev);
            solution.remove("criterion");
            assert_eq!(
                solution,
                depends_on(&format!("exercises/{chapter}/Cargo.toml"), dev),
                "the two manifests of {chapter}: an answer may use no more than the reader has"
            );
        }
    }
}

/// `cargo test -p ch01 -- overlap` runs whatever has that word in its name.
#[test]
fn an_exercises_command_runs_its_own_checks_only() {
    for chapter in chapters() {
        let metadata: Chapter =
            toml::from_str(&read(&format!("exercises/{chapter}/chapter.toml"))).unwrap();
        for own in &metadata.exercise {
            let checks = read(&format!("exercises/{chapter}/tests/checks/{}.rs", own.slug));
            let names = checks.lines().filter_map(|line| {
                let name = line.trim_start_matches("async ").strip_prefix("fn ")?;
                name.split_once('(').map(|(name, _)| name)
            });
            for name in names {
                let other = metadata
                    .exercise
                    .iter()
                    .find(|other| other.slug != own.slug && name.contains(&other.slug));
                if let Some(other) = other {
                    panic!(
                        "{chapter}/{}: {name} would run for {} too",
                        own.slug, other.slug
                    );
                }
            }
        }
    }
}

#[test]
fn a_chapters_exercises_page_agrees_with_its_metadata() {
    for chapter in chapters() {
        let metadata: Chapter =
            toml::from_str(&read(&format!("exercises/{chapter}/chapter.toml"))).unwrap();
        let page = read(&format!("chapters/{chapter}/exercises.md"));
        let rows: Vec<&str> = page.lines().filter(|line| line.contains('★')).collect();
        assert_eq!(
            rows.len(),
            metadata.exercise.len(),
            "{chapter}: rows with stars"
        );
        for (row, exercise) in rows.iter().zip(&metadata.exercise) {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            let slug = &exercise.slug;
            assert!(
                cells[0].contains(&exercise.title),
                "{chapter}/{slug}: {row}"
            );
            let told = [cells[2], cells[3], cells[4]].map(str::to_owned);
            let known = [
                "★".repeat(exercise.stars),
                exercise.minutes.to_string(),
                exercise.points.to_string(),
            ];
            assert_eq!(told, known, "{chapter}/{slug}: stars, minutes and points");
            for wanted in [
                format!("exercises/{chapter}/src/{slug}.rs"),
                format!("cargo test -p {chapter} -- {slug}"),
                format!("{}.md", exercise.page),
            ] {
                assert!(
                    page.contains(&wanted),
                    "{chapter}/{slug}: the page lacks {wanted}"
                );
            }
            let own = read(&format!("chapters/{chapter}/{}.md", exercise.page));
            assert!(
                own.contains("exercises.md"),
                "{chapter}/{}.md leads to no exercise",
                exercise.page
            );
        }
    }
}

#[test]
fn the_table_of_contents_names_all_fifteen_chapters_in_order() {
    let summary = read("chapters/SUMMARY.md");
    let named = summary.lines().filter_map(|line| line.strip_prefix("- ["));
    let named: Vec<&str> = named.filter_map(|rest| rest.split(']').next()).collect();
    assert_eq!(named, CHAPTERS);
    for chapter in chapters() {
        let metadata: Chapter =
            toml::from_str(&read(&format!("exercises/{chapter}/chapter.toml"))).unwrap();
        let number: usize = chapter.trim_start_matches("ch").parse().unwrap();
        assert_eq!(metadata.title, CHAPTERS[number - 1]);
    }
}

/// A time or size of the measured table: `1.2 µs`, `448 B`.
fn amount(cell: &str) -> f64 {
    let (number, unit) = cell.split_once(' ').expect("a number and a unit");
    let factor = match unit {
        "ns" | "B" => 1.0,
        "µs" => 1e3,
        "ms" => 1e6,
        other => panic!("{other} is no unit of the table"),
    };
    number.parse::<f64>().unwrap() * factor
}

/// Written by `UPDATE_TABLE=1 cargo bench -p machine-solution`.
#[test]
fn the_measured_table_is_whole_and_its_losses_are_explained() {
    let table = read("chapters/listings/measured/machine.md");
    let page = read("chapters/ch05/speed.md");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(2)
        .map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 9, "eight benchmarks, and memory");
    for row in rows {
        let [what, ours, tokio, smol, ratio] = row[..] else {
            panic!("{row:?}: what, three amounts and a ratio");
        };
        let (better, ratio) = (
            amount(tokio).min(amount(smol)),
            ratio.parse::<f64>().unwrap(),
        );
        let found = better / amount(ours);
        assert!((found - ratio).abs() < 0.03 * ratio, "{what}: {found:.2}");
        assert!(
            ratio >= 0.8 || page.contains(&format!("**{what}**")),
            "{what}: {ratio}, and speed.md does not say why"
        );
    }
}
