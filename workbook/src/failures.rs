//! Failed checks as [`kit::failure`] tells them: in the terminal and on the page alike.

use kit::failure::{Failure, Kind, grouped};

use crate::engine::Answer;
use crate::engine::catalog::Exercise;
use crate::engine::verdict::{Status, Verdict};

/// What the check of `verdict` promises, in words.
pub fn promise(verdict: &Verdict) -> String {
    verdict.check.replace("::", ": ").replace('_', " ")
}

/// The failure that `verdict`, which is of `answer`, tells of.
pub fn failure(answer: &Answer, verdict: &Verdict) -> Failure {
    let exercise = &answer.exercise;
    let check = exercise
        .checks
        .iter()
        .find(|check| check.name == verdict.check);
    Failure {
        promise: promise(verdict),
        kind: match verdict.status {
            Status::Failed if verdict.untouched() => Kind::NotBegun,
            _ => verdict.kind,
        },
        message: verdict.message.clone(),
        why: check.map_or(String::new(), |check| check.why.clone()),
        timeline: verdict.timeline.clone(),
        at: verdict.at.clone(),
        // `cargo test` judges the workbook's own answers only.
        command: match answer.is_own() {
            true => format!(
                "cargo test -p {} -- {}::{}",
                exercise.chapter, exercise.slug, verdict.check
            ),
            false => String::new(),
        },
    }
}

/// The checks in the order in which a reader reads them: the failure nearest to the cause first, then the others by
/// their causes, then what passed. `verdicts` are all those of `answer`.
pub fn order(answer: &Answer, verdicts: &[Verdict]) -> Vec<String> {
    let mut in_file: Vec<&Verdict> = verdicts.iter().collect();
    in_file.sort_by_key(|verdict| place(&answer.exercise, verdict));
    let (passed, failed): (Vec<&Verdict>, Vec<&Verdict>) =
        in_file.into_iter().partition(|verdict| verdict.passed());
    let failures = failed.iter().map(|verdict| Failure {
        // Comes back from the groups, which know no other name.
        command: verdict.check.clone(),
        ..failure(answer, verdict)
    });
    let told = grouped(failures.collect())
        .into_iter()
        .flat_map(|group| std::iter::once(group.first).chain(group.same))
        .map(|failure| failure.command);
    told.chain(passed.iter().map(|verdict| verdict.check.clone()))
        .collect()
}

/// The place of the check of `verdict` in its file, from 0.
pub fn place(exercise: &Exercise, verdict: &Verdict) -> Option<usize> {
    let mut checks = exercise.checks.iter();
    checks.position(|check| check.name == verdict.check)
}
