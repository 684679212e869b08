//! The reader's own answers: what `check`, `watch`, `trace` and the page do alike.

use crate::answers;
use crate::engine::catalog::Catalog;
use crate::engine::error::Result;
use crate::engine::process::{Direct, Stop};
use crate::engine::{Answer, Event, Inputs, Options};
use crate::remembered::Remembered;

/// The reader's answers to what `names` name, as [`Catalog::resolve`] takes them; to everything if there is no name.
///
/// # Errors
/// If a name is none of this workbook's, or an exercise has no checks.
pub fn answers(catalog: &Catalog, names: &[String]) -> anyhow::Result<Vec<Answer>> {
    let mut chosen: Vec<_> = catalog.select(names)?.into_iter().cloned().collect();
    for exercise in &mut chosen {
        exercise.read_checks(&catalog.root)?;
    }
    answers::gather(catalog, &chosen, None)
}

/// How the reader's own answers are judged.
pub fn options() -> Options {
    Options {
        hurry: true,
        one_author: true,
        inputs: Inputs::asked_for(),
        ..Options::default()
    }
}

/// Judges the reader's own `answers`, tells each event, and remembers the verdicts for `list`, `progress` and the page.
///
/// # Errors
/// As [`crate::engine::judge`]. What was complete by then is remembered.
pub fn judge(
    catalog: &Catalog,
    answers: &[Answer],
    options: &Options,
    stop: &Stop,
    tell: &mut dyn FnMut(Event),
) -> Result<()> {
    let mut remembered = Remembered::new(&catalog.root, answers);
    crate::engine::judge(catalog, answers, &Direct, options, stop, &mut |event| {
        // First, so that an answer that is told as done is known to be.
        remembered.take_in(&event);
        tell(event);
    })
}
