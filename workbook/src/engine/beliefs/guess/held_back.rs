//! How often the guess is right, measured on answers that were written without the catalogue's programs.
//!
//! `workbook/tests/beliefs/held_back/ch03-delay-….rs` is such an answer: written from the stub and the belief's sentence,
//! or made from a right answer in another style than the reference. Its first line names the entry whose belief it
//! holds, or `none`; `none, or that_entry` if a guess of that entry is apt all the same. One half of the answers, by a
//! hash of their names, has chosen the weights; the other half measures them. `sure` alone was raised once after a look
//! at both halves.
//!
//! The verdicts are recorded in `workbook/tests/beliefs/verdicts.jsonl`, so that the measurement compiles nothing.
//! `UPDATE_HELD_BACK=1` judges and records the answers that are new or changed, and `UPDATE_HELD_BACK=all` each of them:
//!
//! ```sh
//! UPDATE_HELD_BACK=1 cargo test -p workbook --bin workbook held_back -- --nocapture
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kit::failure::Kind;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::super::catalog::{Catalog, Exercise};
use super::super::super::ledger::short;
use super::super::super::verdict::{Status, Verdict};
use super::score::TUNED;
use super::told;

/// In [`HeldBack::entry`], for an answer whose mistake no entry has.
const NONE: &str = "none";

/// What was judged of one answer: a line of `verdicts.jsonl`.
#[derive(Serialize, Deserialize)]
struct Recorded {
    file: String,
    /// Of its text.
    digest: String,
    verdicts: Vec<Ended>,
}

/// How one check ended.
#[derive(Serialize, Deserialize)]
struct Ended {
    check: String,
    status: Status,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    message: String,
}

/// An answer that was held back.
struct HeldBack {
    file: String,
    exercise: Exercise,
    entry: String,
    /// For an answer without an entry: a guess that is apt.
    apt: Option<String>,
    /// Below the first line.
    text: String,
}

impl HeldBack {
    fn digest(&self) -> String {
        short(&Sha256::digest(&self.text))
    }

    /// Whether it is of the half with which the weights were chosen.
    fn is_for_tuning(&self) -> bool {
        Sha256::digest(&self.file)[0] % 2 == 0
    }

    fn verdicts(&self, recorded: &Recorded) -> Vec<Verdict> {
        let verdict = |ended: &Ended| Verdict {
            exercise: self.exercise.id.clone(),
            answer: self.file.clone(),
            check: ended.check.clone(),
            status: ended.status,
            kind: Kind::default(),
            message: ended.message.clone(),
            at: String::new(),
            timeline: String::new(),
            recording: String::new(),
            printed: String::new(),
            seconds: 0.0,
            points: 0,
            earned: 0,
        };
        recorded.verdicts.iter().map(verdict).collect()
    }
}

fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("the workspace").to_path_buf()
}

fn held_back(catalog: &Catalog) -> Vec<HeldBack> {
    let folder = catalog.root.join("workbook/tests/beliefs/held_back");
    let files = crate::engine::catalog::entries(&folder).unwrap();
    let read = |path: &PathBuf| {
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(path).unwrap();
        let (first, text) = text.split_once('\n').unwrap_or_default();
        let entry = first.strip_prefix("// entry: ");
        let entry =
            entry.unwrap_or_else(|| panic!("{file} begins with {first:?}: expected `// entry: …`"));
        // The longest slug that fits: `join_two` and not `join`.
        let exercise = catalog
            .exercises()
            .filter(|exercise| {
                file.starts_with(&format!("{}-{}-", exercise.chapter, exercise.slug))
            })
            .max_by_key(|exercise| exercise.slug.len());
        let mut exercise = exercise
            .unwrap_or_else(|| panic!("{file} names no exercise"))
            .clone();
        exercise.read_checks(&catalog.root).unwrap();
        let (entry, apt) = match entry.split_once(", or ") {
            Some((entry, apt)) => (entry, Some(apt.to_owned())),
            None => (entry, None),
        };
        HeldBack {
            exercise,
            entry: entry.to_owned(),
            apt,
            text: text.to_owned(),
            file,
        }
    };
    files.iter().map(read).collect()
}

fn record_file(root: &Path) -> PathBuf {
    root.join("workbook/tests/beliefs/verdicts.jsonl")
}

fn records(root: &Path) -> BTreeMap<String, Recorded> {
    let text = fs::read_to_string(record_file(root)).unwrap_or_default();
    let line = |line: &str| serde_json::from_str::<Recorded>(line).unwrap();
    let records = text.lines().map(line);
    records
        .map(|recorded| (recorded.file.clone(), recorded))
        .collect()
}

/// Whose answer a file stands for, when the answers are judged as those of a class.
fn person(file: &str) -> &str {
    file.trim_end_matches(".rs")
}

/// How the checks of `answers`, all of one chapter, ended, by person. The tool itself judges them: it is a part of what
/// it runs, and a test cannot take its place.
fn judged(root: &Path, chapter: &str, answers: &[&HeldBack]) -> BTreeMap<String, Vec<Ended>> {
    #[derive(Deserialize)]
    struct Line {
        answer: String,
        #[serde(flatten)]
        ended: Ended,
    }
    let class = tempfile::tempdir().unwrap();
    for answer in answers {
        let file = class
            .path()
            .join(person(&answer.file))
            .join(answer.exercise.file());
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, &answer.text).unwrap();
    }
    let judged = Command::new(env!("CARGO"))
        .args([
            "run",
            "-q",
            "-p",
            "workbook",
            "--",
            "check",
            chapter,
            "--json",
            "--answers",
        ])
        .arg(class.path())
        .current_dir(root)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&judged.stderr);
    assert!(judged.status.code() == Some(1), "{said}");
    let mut came: BTreeMap<String, Vec<Ended>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&judged.stdout).lines() {
        // A line without a check is none of a verdict.
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            continue;
        };
        if line.ended.status == Status::NotHandedIn {
            continue;
        }
        let mut parts = line.answer.split(['/', '\\']);
        let of = parts.find(|part| part.starts_with("ch") && class.path().join(part).is_dir());
        let of = of.unwrap_or_else(|| panic!("no answer of the class: {}", line.answer));
        came.entry(of.to_owned()).or_default().push(line.ended);
    }
    came
}

/// Judges the answers that `records` do not hold as they are.
fn record(catalog: &Catalog, held_back: &[HeldBack], mut records: BTreeMap<String, Recorded>) {
    let is_known = |answer: &&HeldBack| {
        let recorded = records.get(&answer.file);
        recorded.is_some_and(|recorded| recorded.digest == answer.digest())
    };
    let (known, new): (Vec<_>, Vec<_>) = held_back.iter().partition(is_known);
    let files: Vec<&str> = known.iter().map(|answer| answer.file.as_str()).collect();
    records.retain(|file, _| files.contains(&file.as_str()));
    let mut chapters: BTreeMap<&str, Vec<&HeldBack>> = BTreeMap::new();
    for answer in new {
        chapters
            .entry(&answer.exercise.chapter)
            .or_default()
            .push(answer);
    }
    for (chapter, answers) in chapters {
        let mut came = judged(&catalog.root, chapter, &answers);
        for answer in answers {
            let mut verdicts = came.remove(person(&answer.file)).unwrap();
            verdicts.sort_by(|a, b| a.check.cmp(&b.check));
            let (file, digest) = (answer.file.clone(), answer.digest());
            records.insert(
                file.clone(),
                Recorded {
                    file,
                    digest,
                    verdicts,
                },
            );
        }
        let lines = records
            .values()
            .map(|recorded| serde_json::to_string(recorded).unwrap() + "\n");
        fs::write(record_file(&catalog.root), lines.collect::<String>()).unwrap();
        println!("{chapter}: judged");
    }
}

/// What came of the answers of one half.
#[derive(Default)]
struct Tally {
    with_entry: usize,
    spoke: usize,
    right: usize,
    without_entry: usize,
    spoke_without: usize,
    apt: usize,
}

#[test]
fn held_back_answers_are_told_rightly_or_not_at_all() {
    let catalog = Catalog::outline(&root()).unwrap();
    let held_back = held_back(&catalog);
    let update = std::env::var("UPDATE_HELD_BACK").unwrap_or_default();
    if !update.is_empty() {
        let known = if update == "all" {
            BTreeMap::new()
        } else {
            records(&catalog.root)
        };
        record(&catalog, &held_back, known);
    }
    let records = records(&catalog.root);
    let mut tallies = [Tally::default(), Tally::default()];
    let mut misses = [String::new(), String::new()];
    for answer in &held_back {
        let recorded = records
            .get(&answer.file)
            .filter(|recorded| recorded.digest == answer.digest());
        let recorded = recorded.unwrap_or_else(|| {
            panic!(
                "{} was not judged as it is: record it with UPDATE_HELD_BACK=1",
                answer.file
            )
        });
        let verdicts = answer.verdicts(recorded);
        assert!(
            verdicts.iter().any(|verdict| !verdict.passed()),
            "{} passes: it is no wrong answer",
            answer.file
        );
        let text = Some(answer.text.as_str());
        let guess = told(&catalog.root, &answer.exercise, &verdicts, text, &TUNED);
        let guess = guess.as_ref().map(|guess| guess.slug.as_str());
        let half = usize::from(!answer.is_for_tuning());
        let (tally, misses) = (&mut tallies[half], &mut misses[half]);
        if answer.entry == NONE {
            tally.without_entry += 1;
            tally.spoke_without += usize::from(guess.is_some());
            tally.apt += usize::from(guess.is_some() && guess == answer.apt.as_deref());
        } else {
            tally.with_entry += 1;
            tally.spoke += usize::from(guess.is_some());
            tally.right += usize::from(guess == Some(&answer.entry));
        }
        if guess.unwrap_or(NONE) != answer.entry
            && (guess.is_none() || guess != answer.apt.as_deref())
        {
            let _ = writeln!(misses, "  {}: {}", answer.file, guess.unwrap_or("silent"));
        }
    }
    for (half, (tally, misses)) in ["tuning", "held back"]
        .iter()
        .zip(tallies.iter().zip(&misses))
    {
        let Tally {
            with_entry,
            spoke,
            right,
            without_entry,
            spoke_without,
            apt,
        } = tally;
        println!(
            "{half}: of {with_entry} answers with an entry it spoke on {spoke} and was right on {right}; of \
             {without_entry} without one it spoke on {spoke_without}, aptly on {apt}\n{misses}"
        );
    }
    for tally in &tallies {
        assert!(
            5 * (tally.right + tally.apt) >= 4 * (tally.spoke + tally.spoke_without),
            "right, or apt, in less than 80% of the cases in which it speaks"
        );
        assert!(
            2 * tally.spoke >= tally.with_entry,
            "it speaks in less than half of the cases"
        );
    }
}
