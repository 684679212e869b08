//! The answers that prove an exercise's checks: stub, reference, right and wrong.

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use super::super::beliefs::{self, Change, Entry};
use super::super::catalog::Exercise;
use super::super::error::Result;
use super::super::{Answer, Source};
use super::{Counts, Fault};

/// An answer, and what it is there to prove.
pub struct Proof {
    pub answer: Answer,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// What a reader begins with.
    Stub,
    /// The reference, or a right answer.
    Right,
    Wrong(Box<Entry>),
}

/// The fewest and the most wrong answers of an exercise: all of them are to be read.
const WRONG: RangeInclusive<usize> = 4..=25;
/// The fewest and the most right answers of an exercise, beside the reference.
const RIGHT: RangeInclusive<usize> = 2..=8;

/// What there is for `exercise`; what is absent or says too little of itself is a fault.
///
/// # Errors
/// If a folder cannot be read.
pub fn gather(
    root: &Path,
    exercise: &Exercise,
    faults: &mut Vec<Fault>,
    counts: &mut Counts,
) -> Result<Vec<Proof>> {
    let mut proofs = Vec::new();
    let mut add = |file: String, kind: Kind| {
        proofs.push(Proof {
            answer: Answer {
                of: String::new(),
                exercise: exercise.clone(),
                source: Source::File(root.join(&file)),
                shown: file,
            },
            kind,
        });
    };
    let solution = format!("solutions/{}", exercise.chapter);
    let own = [
        (exercise.file(), Kind::Stub, "the stub"),
        (
            beliefs::reference(exercise),
            Kind::Right,
            "the reference answer",
        ),
    ];
    for (file, kind, what) in own {
        if root.join(&file).is_file() {
            add(file, kind);
        } else {
            faults.push(Fault::new(
                &exercise.id,
                file,
                format!("{what} is not there"),
            ));
        }
    }
    let right = beliefs::right_answers(root, exercise)?;
    for name in &right {
        let file = format!("{solution}/right/{}/{name}.rs", exercise.slug);
        let text = fs::read_to_string(root.join(&file)).unwrap_or_default();
        if !text.starts_with("//! Style: ") {
            let what = "does not begin with `//! Style: …`: what is different about it?";
            faults.push(Fault::new(&exercise.id, &file, what));
        }
        add(file, Kind::Right);
    }
    if let Some(what) = number(right.len(), "right", RIGHT) {
        let folder = format!("{solution}/right/{}", exercise.slug);
        faults.push(Fault::new(&exercise.id, folder, what));
    }
    let beliefs = beliefs::read(root, exercise)?;
    let file = beliefs::file(exercise);
    for what in beliefs.faults {
        faults.push(Fault::new(&exercise.id, &file, what));
    }
    if let Some(what) = number(beliefs.entries.len(), "wrong", WRONG) {
        faults.push(Fault::new(&exercise.id, &file, what));
    }
    counts.right += right.len();
    counts.wrong += beliefs.entries.len();
    for entry in beliefs.entries {
        let shown = format!("{file}#{}", entry.slug);
        for what in &entry.faults {
            faults.push(Fault::new(&exercise.id, &shown, what));
        }
        // Without a program, that it has none is told already.
        if entry.change.is_none() || entry.change == Some(Change::Diff(Vec::new())) {
            continue;
        }
        match entry.answer(root, exercise) {
            Ok(answer) => proofs.push(Proof {
                answer,
                kind: Kind::Wrong(Box::new(entry)),
            }),
            Err(what) => faults.push(Fault::new(&exercise.id, shown, what)),
        }
    }
    Ok(proofs)
}

/// What is wrong with a number of answers.
fn number(found: usize, side: &str, expected: RangeInclusive<usize>) -> Option<String> {
    let (least, most) = expected.clone().into_inner();
    (!expected.contains(&found))
        .then(|| format!("{found} {side} answers: {least} to {most} are expected"))
}
