//! What the page of a trace says, apart from pictures: what a translation replaces.

use crate::engine::verdict::Status;

/// The language of these words.
pub const LANGUAGE: &str = "en";

/// Below the title.
pub fn lead(file: &str) -> String {
    format!(
        "What {file} did while its checks ran: each picture is drawn from the recording of one check. Lines are those \
         of that file."
    )
}

/// How many checks have passed.
pub fn score(passed: usize, checks: usize) -> String {
    match checks {
        1 => format!("{passed} of 1 check passed."),
        _ => format!("{passed} of {checks} checks passed."),
    }
}

pub const AS_ABOVE: &str = "The same cause as above.";
pub const WHY: &str = "The idea:";
pub const NO_PICTURE: &str = "No picture:";
pub const TIMELINE: &str = "The timeline as text";
pub const LOOKS_LIKE: &str = "This looks like:";
pub const INSTEAD: &str = "What is so instead:";
pub const NOT_RECORDED: &str = "Checks that recorded nothing";
pub const NOT_RECORDED_WHY: &str = "They count or compare, and have nothing to draw.";

/// Before a check's name; words say the same.
pub fn mark(status: Status) -> &'static str {
    match status {
        Status::Passed => "✓",
        Status::NotRun => "·",
        _ => "✗",
    }
}

/// The end of the page.
pub fn again(id: &str) -> String {
    format!("After the next change: cargo workbook trace {id}")
}
