//! The sentences of pictures of an event loop's turns.

use std::time::Duration;

use super::{list, time};

/// The places: each in a longer form, and in one for a small screen.
pub const READY: [&str; 2] = ["ready queue", "ready"];
pub const PARKED: [&str; 2] = ["parked", "parked"];
pub const CLOCK: [&str; 2] = ["clock", "clock"];
pub const POLL: [&str; 2] = ["poll", "poll"];
pub const DONE: [&str; 2] = ["done", "done"];

pub const HEAD: [&str; 7] = [
    "Turn",
    "Begins",
    "Ready queue",
    "Parked",
    "Waits",
    "Polls",
    "Done",
];
pub const NONE: &str = "–";

pub fn turn(number: usize) -> String {
    format!("turn {number}")
}

pub fn at(at: Duration) -> String {
    format!("at {}", time(at))
}

/// A future in the ready queue, with its place.
pub fn queued(place: usize, name: &str) -> String {
    format!("{place} {name}")
}

/// A parked future, and what it waits for: this is empty if the loop does not say.
pub fn parked(name: &str, until: &[String]) -> String {
    match until {
        [] => name.to_owned(),
        until => format!("{name}: {}", until.join(", ")),
    }
}

/// On a small screen, after the future's name: what a parked future waits for.
pub fn until(until: &[String]) -> String {
    match until {
        [] => "waits".to_owned(),
        until => until.join(", "),
    }
}

/// And the token of a future that is done.
pub const IS_DONE: &str = "✓";

/// The time by which the clock jumps while the loop waits.
pub fn jump(by: Duration) -> String {
    format!("+{}", time(by))
}

/// How long the loop is about to wait, if no time passes.
pub fn waits(ms: Option<u64>) -> String {
    match ms {
        None => "an event".to_owned(),
        Some(ms) => format!("{ms} ms"),
    }
}

pub fn polled(name: &str, ended_with: &str) -> String {
    format!("{name}: {ended_with}")
}
pub const PENDING: &str = "Pending";
pub const IS_READY: &str = "Ready";
pub const PANICKED: &str = "panicked";

/// The caption.
pub fn says(turns: usize, polls: usize, waited: &[(usize, Duration)], done: &[String]) -> String {
    let times = |count: usize, noun: &str| match count {
        1 => format!("1 {noun}"),
        more => format!("{more} {noun}s"),
    };
    let waits: Vec<String> = waited
        .iter()
        .map(|(turn, by)| format!("{} in turn {turn}", time(*by)))
        .collect();
    let waits = match list(&waits) {
        none if none.is_empty() => "never waits".to_owned(),
        some => format!("waits {some}"),
    };
    let done = match list(done) {
        none if none.is_empty() => "no future is done".to_owned(),
        some if done.len() == 1 => format!("{some} is done"),
        some => format!("{some} are done, in this order"),
    };
    format!(
        "In {} the loop makes {} and {waits}; {done}.",
        times(turns, "turn"),
        times(polls, "poll")
    )
}

pub const NO_TURN: &str = "it records no turn of a loop: let the loop call `Recorder::turn` when a \
                           turn begins.";

pub fn too_many(what: &str, count: usize, most: usize) -> String {
    format!("{count} {what} are more than a person reads: at most {most} are drawn.")
}
pub const TURNS: &str = "turns";
pub const FUTURES: &str = "futures";
