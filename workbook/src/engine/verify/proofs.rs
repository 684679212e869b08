//! Weighing verdicts against what each answer is there to prove.

use std::collections::{BTreeMap, BTreeSet};

use super::super::beliefs::{COMPILER, Entry};
use super::super::catalog::Exercise;
use super::super::ledger::{Line, Rejection};
use super::super::verdict::{Status, TODO, Verdict, collapse};
use super::Fault;
use super::shelf::{Kind, Proof};

/// What judging an answer came to.
#[derive(Clone, Default)]
pub struct Outcome {
    pub warnings: Vec<String>,
    pub verdicts: Vec<Verdict>,
}

/// Adds a fault for everything that `judged` does not prove, and, if those are all answers (`whole`), for
/// each check that rejects nothing wrong.
pub fn weigh(
    exercise: &Exercise,
    judged: &[(Proof, Outcome)],
    whole: bool,
    faults: &mut Vec<Fault>,
) {
    let mut rejecting: BTreeSet<&str> = BTreeSet::new();
    // If the checks themselves do not compile, every answer says so: rustc's words once are enough.
    let mut quoted: BTreeSet<&str> = BTreeSet::new();
    for (proof, outcome) in judged {
        if exercise.checks.is_empty() {
            break;
        }
        let what = match &proof.kind {
            Kind::Stub | Kind::Right if refusal(outcome).is_some_and(|r| quoted.contains(r)) => {
                vec!["does not compile, for the same reason".to_owned()]
            }
            Kind::Stub => stub(exercise, outcome),
            Kind::Right => right(outcome),
            Kind::Wrong(entry) => {
                rejecting.extend(
                    outcome
                        .verdicts
                        .iter()
                        .filter(|v| rejects(v))
                        .map(|v| v.check.as_str()),
                );
                wrong(entry, outcome)
            }
        };
        quoted.extend(refusal(outcome));
        faults.extend(
            what.into_iter()
                .map(|what| Fault::new(&exercise.id, &proof.answer.shown, what)),
        );
    }
    for check in exercise.checks.iter().filter(|_| whole) {
        if !rejecting.contains(check.name.as_str()) {
            faults.push(Fault::new(
                &exercise.id,
                format!("{}:{}", exercise.checks_file(), check.line),
                format!(
                    "`{}` rejects no wrong answer: write one that it does, or drop it",
                    check.name
                ),
            ));
        }
    }
}

/// What the ledger says of an exercise whose answers, all of them, prove what they are there to prove.
pub fn line(exercise: &Exercise, digest: String, judged: &[(Proof, Outcome)]) -> Line {
    let mut rejected = BTreeMap::new();
    let mut right = 0_usize;
    for (proof, outcome) in judged {
        match &proof.kind {
            Kind::Stub => {}
            Kind::Right => right += 1,
            Kind::Wrong(entry) => {
                let by = |check: &str| {
                    let verdict = outcome.verdicts.iter().find(|v| v.check == check);
                    verdict.is_some_and(rejects)
                };
                let rejection = if refusal(outcome).is_some() {
                    Rejection::Compiler("compiler".to_owned())
                } else {
                    let checks = exercise.checks.iter().enumerate();
                    Rejection::Checks(
                        checks
                            .filter(|(_, check)| by(&check.name))
                            .map(|(nth, _)| nth)
                            .collect(),
                    )
                };
                rejected.insert(entry.slug.clone(), rejection);
            }
        }
    }
    Line {
        exercise: exercise.id.clone(),
        digest,
        checks: exercise.checks.len(),
        // Without the reference.
        right: right.saturating_sub(1),
        repeated: 0,
        rejected,
    }
}

/// Whether the check itself turned the answer down. A stub's `todo!` in a wrong answer proves nothing,
/// and what does not compile was turned down by the compiler.
fn rejects(verdict: &Verdict) -> bool {
    matches!(
        verdict.status,
        Status::Failed | Status::Hung | Status::DidNotFinish | Status::Crashed
    ) && !verdict.message.contains(TODO)
}

/// What is wrong with a stub: it must compile without a warning, and fail every check, so that an untouched
/// exercise earns nothing. Unless it is a program with a fault, it fails by its own `todo!`.
fn stub(exercise: &Exercise, outcome: &Outcome) -> Vec<String> {
    if let Some(refused) = refused(outcome) {
        return vec![refused];
    }
    let mut faults = warned(outcome);
    for verdict in &outcome.verdicts {
        let check = &verdict.check;
        if verdict.passed() {
            faults.push(format!("`{check}` passes on the untouched stub"));
        } else if exercise.broken && verdict.untouched() {
            faults.push(format!(
                "`{check}` fails by a todo!, and chapter.toml says that the stub is a broken program"
            ));
        } else if !exercise.broken && !verdict.untouched() {
            faults.push(format!(
                "`{check}` does not fail by the stub's own todo!, but {}: {}",
                verdict.status.words(),
                first_line(&verdict.message)
            ));
        }
    }
    let speechless = |v: &Verdict| v.untouched() && !v.message.contains(&format!("{TODO}: "));
    if outcome.verdicts.iter().any(speechless) {
        faults.push(
            "its todo! says nothing: expected words, such as todo!(\"return once …\")".to_owned(),
        );
    }
    faults
}

fn right(outcome: &Outcome) -> Vec<String> {
    if let Some(refused) = refused(outcome) {
        return vec![refused];
    }
    let mut faults = warned(outcome);
    faults.extend(
        outcome
            .verdicts
            .iter()
            .filter(|v| !v.passed())
            .map(|verdict| {
                format!(
                    "`{}` must pass, but {}: {}",
                    verdict.check,
                    verdict.status.words(),
                    first_line(&verdict.message)
                )
            }),
    );
    faults
}

fn wrong(entry: &Entry, outcome: &Outcome) -> Vec<String> {
    // What the entry lacks was told when it was read.
    if entry.rejected_by.is_empty() || entry.saying.is_empty() {
        return Vec::new();
    }
    let refused = outcome
        .verdicts
        .iter()
        .find(|v| v.status == Status::DidNotCompile);
    let verdict = match (entry.rejected_by == COMPILER, refused) {
        (true, None) => return vec!["compiles, but must be rejected by the compiler".to_owned()],
        (false, Some(verdict)) => {
            return vec![format!(
                "does not compile, but must be rejected by `{}`: {}",
                entry.rejected_by,
                first_line(&verdict.message)
            )];
        }
        (true, Some(verdict)) => verdict,
        (false, None) => {
            let named = outcome
                .verdicts
                .iter()
                .find(|v| v.check == entry.rejected_by);
            // No such check: told when the entry was read.
            let Some(verdict) = named else {
                return Vec::new();
            };
            if verdict.passed() {
                return vec![format!("`{}` passes, but must reject it", verdict.check)];
            }
            if !rejects(verdict) {
                return vec![format!(
                    "`{}` does not reject it, but {}: {}",
                    verdict.check,
                    verdict.status.words(),
                    first_line(&verdict.message)
                )];
            }
            verdict
        }
    };
    let said = verdict.said();
    if said.contains(&collapse(&entry.saying)) {
        Vec::new()
    } else {
        vec![format!(
            "{} rejects it without the words \"{}\": it says \"{}\"",
            if refused.is_some() {
                COMPILER.to_owned()
            } else {
                format!("`{}`", verdict.check)
            },
            entry.saying,
            said.chars().take(400).collect::<String>()
        )]
    }
}

fn refused(outcome: &Outcome) -> Option<String> {
    refusal(outcome).map(|message| format!("does not compile: {message}"))
}

/// rustc's words, if it refused the answer.
fn refusal(outcome: &Outcome) -> Option<&str> {
    let verdict = outcome
        .verdicts
        .iter()
        .find(|v| v.status == Status::DidNotCompile)?;
    Some(&verdict.message)
}

fn warned(outcome: &Outcome) -> Vec<String> {
    outcome
        .warnings
        .iter()
        .map(|warning| format!("compiles with a warning: {warning}"))
        .collect()
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
