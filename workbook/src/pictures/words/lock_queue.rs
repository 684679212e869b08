//! The sentences of pictures of a lock and those who wait for it.

use std::time::Duration;

use super::{list, time};

pub const HEAD: [&str; 5] = [
    "When",
    "Lock",
    "Who has it",
    "Who waits",
    "Polled until the next",
];
pub const NOBODY: &str = "nobody";
pub const HOLDS: &str = "has it";
/// In the lane of who has been granted the lock and is not polled: the longer form, and the short one.
pub const GRANTED: [&str; 2] = ["granted, not polled", "granted"];

/// A place in the line, from 1 on.
pub fn place(number: usize) -> String {
    match number {
        1 => "1st in line".to_owned(),
        2 => "2nd in line".to_owned(),
        3 => "3rd in line".to_owned(),
        more => format!("{more}th in line"),
    }
}

/// In the table: a holder that was granted the lock, and has not been polled since.
pub fn granted(holder: &str) -> String {
    format!("{holder} (granted, not polled)")
}

/// On a small screen, below each change: who is polled until the next.
pub fn polled(names: &[String]) -> String {
    match names {
        [] => "nobody is polled".to_owned(),
        names => format!("polled: {}", list(names)),
    }
}

/// The caption's first part: who has it in turn.
pub fn goes(of: &str, holders: &[String]) -> String {
    format!("{of} goes to {}.", holders.join(", then to "))
}

/// The caption's second part: it is granted to somebody whom nobody polls.
pub fn stuck(holder: &str, from: Duration, to: Duration) -> String {
    format!(
        "From {} to {} it is granted to {holder}, which nobody polls",
        time(from),
        time(to)
    )
}

/// And why it stays so.
pub fn while_polls(owner: &str, others: &[String]) -> String {
    format!(
        "{owner} polls {} alone, which waits for the lock",
        list(others)
    )
}

/// The circle of waits, each of which lasts as long as the next one.
pub fn circle(of: &str, waiter: &str, holder: &str, owner: &str) -> [String; 4] {
    [
        format!("{waiter} waits for {of}"),
        format!("{of} is granted to {holder}"),
        format!("{holder} waits for {owner} to poll it"),
        format!("{owner} polls {waiter} alone, which waits (1)"),
    ]
}

pub const NO_LOCK: &str = "no lock is told of in it: call `Recorder::lock` each time that it has another \
                           holder or other waiters.";

pub fn several(first: &str, other: &str) -> String {
    format!("it tells of {first} and of {other}: the picture shows one lock.")
}

pub fn no_lane(name: &str) -> String {
    format!(
        "{name} stands in line and has no lane: wrap it with `Recorder::watch`, under the name that \
         `Recorder::lock` is told."
    )
}

pub fn too_many(what: &str, count: usize, most: usize) -> String {
    format!("{count} {what} are more than a person reads: at most {most} are drawn.")
}
