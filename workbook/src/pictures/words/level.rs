//! The sentences of pictures of levels: how full something is.

use std::time::Duration;

use super::{list, time};

pub const HEAD: [&str; 4] = ["When", "What", "How full", "Waiting"];
pub const NOTHING: &str = "none";

/// Next to the line on which a wait is drawn.
pub fn waits(who: &str) -> String {
    format!("{who} waits")
}

/// Above the highest point.
pub fn peak(level: usize) -> String {
    format!("peak: {level}")
}

/// How full, of how much: `3 of 4`, or `3` if there is no bound.
pub fn of(level: usize, capacity: Option<usize>) -> String {
    capacity.map_or(level.to_string(), |capacity| {
        format!("{level} of {capacity}")
    })
}

/// The caption's part on one level: its peak, and how long each task waited in all.
pub fn reaches(name: &str, peak: &str, waits: &[(String, usize, Duration)]) -> String {
    let waits: Vec<String> = waits
        .iter()
        .map(|(who, count, span)| match count {
            1 => format!("{who} waits once, for {}", time(*span)),
            count => format!("{who} waits {count} times, for {} in all", time(*span)),
        })
        .collect();
    match list(&waits) {
        waits if waits.is_empty() => format!("{name}: {peak} at most, and no task waits"),
        waits => format!("{name}: {peak} at most, and {waits}"),
    }
}

pub fn caption(parts: &[String]) -> String {
    format!("{}.", parts.join("; "))
}

pub const NONE: &str = "it records no level: call `Recorder::level` each time that a level changes, or that \
                        a task begins or stops waiting.";
pub const NO_TIME: &str = "no time passes in it, and its axis is time: let the program take virtual \
                           time.";

pub fn too_many(what: &str, count: usize, most: usize) -> String {
    format!("{count} {what} are more than a person reads: at most {most} are drawn.")
}
