//! The answers that prove an exercise's checks: stub, reference, right and wrong.

use std::fs;
use std::path::Path;

use super::super::catalog::{Exercise, entries};
use super::super::error::Result;
use super::super::{Answer, Source};
use super::claims::{COMPILER, Claims};
use super::{Counts, Fault};

/// An answer, and what it is there to prove.
pub struct Proof {
    pub answer: Answer,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What a reader begins with.
    Stub,
    /// The reference, or a right answer.
    Right,
    Wrong(Claims),
}

/// The fewest wrong answers of an exercise.
const WRONG: usize = 4;
/// The fewest right answers of an exercise, beside the reference.
const RIGHT: usize = 2;

/// What there is for `exercise`; what is absent or says too little of itself is a fault.
///
/// # Errors
/// Where a folder cannot be read.
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
            format!("{solution}/src/{}.rs", exercise.slug),
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
    for (side, fewest) in [("right", RIGHT), ("wrong", WRONG)] {
        let folder = format!("{solution}/{side}/{}", exercise.slug);
        let mut found = 0;
        for entry in entries(&root.join(&folder))? {
            let name = entry.file_name().unwrap_or_default().to_string_lossy();
            if !name.ends_with(".rs") {
                continue;
            }
            found += 1;
            let file = format!("{folder}/{name}");
            let mut fault = |what: String| faults.push(Fault::new(&exercise.id, &file, what));
            let text = fs::read_to_string(&entry).unwrap_or_default();
            let claims = Claims::read(&text).unwrap_or_else(|what| {
                fault(what);
                Claims::default()
            });
            let kind = if side == "right" {
                if claims.style.is_empty() {
                    fault("says no `//! Style: …`: what is different about it?".to_owned());
                }
                Kind::Right
            } else {
                lacking(exercise, &claims).into_iter().for_each(fault);
                Kind::Wrong(claims)
            };
            add(file, kind);
        }
        if found < fewest {
            let what = format!("{found} {side} answers: at least {fewest} are expected");
            faults.push(Fault::new(&exercise.id, folder, what));
        }
        *(if side == "right" {
            &mut counts.right
        } else {
            &mut counts.wrong
        }) += found;
    }
    Ok(proofs)
}

/// What a wrong answer's claims lack.
fn lacking(exercise: &Exercise, claims: &Claims) -> Vec<String> {
    let mut lacking = Vec::new();
    for (name, claim) in [
        ("Belief", &claims.belief),
        ("Rejected by", &claims.rejected_by),
        ("Saying", &claims.saying),
    ] {
        if claim.is_empty() {
            lacking.push(format!("says no `//! {name}: …`"));
        }
    }
    let by = &claims.rejected_by;
    // Without any check, that is the fault to tell.
    let none = exercise.checks.is_empty();
    if !(none || by.is_empty() || by == COMPILER)
        && exercise.checks.iter().all(|check| check.name != *by)
    {
        let names: Vec<&str> = exercise
            .checks
            .iter()
            .map(|check| check.name.as_str())
            .collect();
        lacking.push(format!(
            "is to be rejected by `{by}`, which is no check of {}: those are {}",
            exercise.checks_file(),
            names.join(", ")
        ));
    }
    lacking
}
