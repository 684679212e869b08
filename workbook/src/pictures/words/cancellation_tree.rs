//! The sentences of pictures of cancellation.

use std::time::Duration;

use super::{list, time};

/// Next to a lane that is not dropped with its creator.
pub const SURVIVES: &str = "survives";

/// Above the line at which a future is dropped with all that it owns.
pub fn cancelled(at: Duration) -> String {
    format!("cancelled at {}", time(at))
}

/// How a lane ended, if there is little room. The number of a drop is its place in the order of drops.
pub fn dropped(number: usize, at: Duration) -> String {
    format!("× {number}, {}", time(at))
}

pub fn ready(at: Duration) -> String {
    format!("R {}", time(at))
}

pub fn survives(then: &str) -> String {
    format!("{SURVIVES}, {then}")
}

pub const PANICS: &str = "panics";
pub const UNENDED: &str = "not ended";

/// How a lane ended, in the nested list.
pub mod fate {
    use super::{Duration, time};

    pub fn dropped(number: usize, at: Duration, polled: bool, during: Option<&str>) -> String {
        let begun = if polled { "" } else { ", and was never polled" };
        let during = during.map_or(String::new(), |who| format!(" during a poll of {who}"));
        format!(
            "is dropped as number {number} at {}{during}{begun}",
            time(at)
        )
    }

    pub fn ready(at: Duration) -> String {
        format!("is ready at {}", time(at))
    }

    pub fn panics(at: Duration) -> String {
        format!("panics at {}", time(at))
    }

    pub const UNENDED: &str = "has not ended when the recording ends";

    /// A line of the list.
    pub fn of(name: &str, task: bool, survives: bool, fate: &str) -> String {
        let task = if task { ", a task," } else { "" };
        let survives = if survives { " survives, and" } else { "" };
        format!("{name}{task}{survives} {fate}.")
    }
}

/// The caption's part on one cancellation.
pub fn drops(root: &str, at: Duration, others: &[String], survivors: &[String]) -> String {
    let drops = match others {
        [] => format!("{root} is dropped at {}", time(at)),
        others => format!(
            "Dropping {root} at {} drops {}",
            time(at),
            others.join(", then ")
        ),
    };
    match survivors {
        [] => format!("{drops}."),
        [one] => format!("{drops}; {one} {SURVIVES}."),
        more => format!("{drops}; {} survive.", list(more)),
    }
}

pub const NO_LANES: &str = "nothing in it is a future: wrap each with `Recorder::watch`, or start it with `Recorder::spawn`.";
pub const NO_DROPS: &str = "nothing in it is dropped before it is ready: wrap what is cancelled, and what \
                            it owns, with `Recorder::watch`.";

pub fn too_many(what: &str, count: usize, most: usize) -> String {
    format!("{count} {what} are more than a person reads: at most {most} are drawn.")
}
