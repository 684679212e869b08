//! Giving hints: each asking, in a terminal or on the page, gives one more.

use std::path::Path;

use crate::engine::catalog::Exercise;
use crate::state;

/// Counts one hint more, and returns how many were given before. A count that cannot be kept keeps
/// no hint back: stderr says so.
pub fn count_one(root: &Path, exercise: &Exercise) -> usize {
    let all = exercise.hints.len();
    let counted = state::update(root, |state| {
        let record = state.record(&exercise.id);
        let before = record.hints.min(all);
        record.hints = (before + 1).min(all);
        before
    });
    counted.unwrap_or_else(|error| {
        anstream::eprintln!(
            "note: that this hint was given could not be noted, so the next asking gives it again: \
             {error:#}"
        );
        state::read(root).map_or(0, |state| state.of(&exercise.id).hints.min(all))
    })
}

/// What is said of an exercise that has none.
pub fn none(exercise: &Exercise) -> String {
    format!(
        "{} has no hints: exercises/{}/chapter.toml names none",
        exercise.id, exercise.chapter
    )
}
