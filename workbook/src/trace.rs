//! Pictures of what the reader's own answer did while its checks ran, and the page that `trace` makes of them.

mod page;
mod words;

pub use page::document;

use crate::engine::catalog::Exercise;
use crate::engine::verdict::Verdict;
use crate::failures::{place, promise};
use crate::pictures::{self, Figure, SAME_IN_WORDS};

/// A check that recorded what the answer did.
pub struct Traced<'a> {
    pub verdict: &'a Verdict,
    /// The check's name in words.
    pub promise: String,
    /// The idea behind the check; mostly empty.
    pub why: &'a str,
    /// A `figure` element, with a stepper if the recording names lines of the answer; or why there is none, in a
    /// sentence.
    pub figure: Result<String, String>,
}

/// The pictures for `verdicts`, all those of one answer to `exercise`, in the order of its checks. What recorded
/// nothing is left out. `program` is the answer's text: steppers show the line of each step.
pub fn figures<'a>(
    exercise: &'a Exercise,
    program: &str,
    verdicts: &'a [Verdict],
) -> Vec<Traced<'a>> {
    let mut recorded: Vec<&Verdict> = verdicts
        .iter()
        .filter(|verdict| !verdict.recording.trim().is_empty())
        .collect();
    recorded.sort_by_key(|verdict| place(exercise, verdict));
    recorded
        .into_iter()
        .map(|verdict| {
            let check = place(exercise, verdict).map(|at| &exercise.checks[at]);
            Traced {
                verdict,
                promise: promise(verdict),
                why: check.map_or("", |check| &check.why),
                figure: figure(exercise, program, verdict),
            }
        })
        .collect()
}

/// The `figure` element for what one check recorded, as in [`figures`].
///
/// # Errors
/// A sentence if nothing was recorded, or nothing that can be drawn.
pub fn figure(exercise: &Exercise, program: &str, verdict: &Verdict) -> Result<String, String> {
    let name = format!("{}-{}", exercise.id, verdict.check).replace(['/', ':'], "-");
    let figure = pictures::of_run(&verdict.recording, &exercise.file(), &name)?;
    let has_lines = |figure: &Figure| figure.steps().iter().any(|step| step.line.is_some());
    let stepper = match has_lines(&figure) {
        true => pictures::stepper(&figure, program)?,
        false => String::new(),
    };
    Ok(figure.element(SAME_IN_WORDS, &stepper, None))
}
