//! The sentences of pictures of a lock and the futures that wait for it.

use std::time::Duration;

use super::{list, time};

pub const HEAD: [&str; 5] = ["When", "Lock", "Holder", "Waiting", "Polled until the next"];
pub const NOTHING: &str = "none";
pub const HOLDS: &str = "holds it";
/// In the lane of a future that has been granted the lock and is not polled: the long form, and the short one.
pub const GRANTED: [&str; 2] = ["granted, not polled", "granted"];

/// A place in the queue, from 1 on.
pub fn place(number: usize) -> String {
    match number {
        1 => "1st in queue".to_owned(),
        2 => "2nd in queue".to_owned(),
        3 => "3rd in queue".to_owned(),
        more => format!("{more}th in queue"),
    }
}

/// In the table: a holder that was granted the lock, and has not been polled since.
pub fn granted(holder: &str) -> String {
    format!("{holder} (granted, not polled)")
}

/// On a small screen, below each change: the futures that are polled until the next.
pub fn polled(names: &[String]) -> String {
    match names {
        [] => "nothing is polled".to_owned(),
        names => format!("polled: {}", list(names)),
    }
}

/// The caption's first part: the holders in order.
pub fn goes(of: &str, holders: &[String]) -> String {
    format!("{of} goes to {}.", holders.join(", then to "))
}

/// The caption's second part: it is granted to a future that is not polled.
pub fn stuck(holder: &str, from: Duration, to: Duration) -> String {
    format!(
        "From {} to {} it is granted to {holder}, which is not polled",
        time(from),
        time(to)
    )
}

/// And why this lasts.
pub fn while_polls(owner: &str, others: &[String]) -> String {
    format!(
        "{owner} polls only {}, which waits for the lock",
        list(others)
    )
}

/// The cycle of waits, each of which lasts as long as the next one.
pub fn circle(of: &str, waiter: &str, holder: &str, owner: &str) -> [String; 4] {
    [
        format!("{waiter} waits for {of}"),
        format!("{of} is granted to {holder}"),
        format!("{holder} waits for {owner} to poll it"),
        format!("{owner} polls only {waiter}, which waits (1)"),
    ]
}

pub const NO_LOCK: &str = "it records no lock: call `Recorder::lock` each time that the holder or the \
                           waiters of the lock change.";

pub fn several(first: &str, other: &str) -> String {
    format!("it records {first} and {other}: the picture shows one lock.")
}

pub fn no_lane(name: &str) -> String {
    format!(
        "{name} is queued and has no lane: wrap it with `Recorder::watch`, under the name that \
         `Recorder::lock` gets."
    )
}

pub fn too_many(what: &str, count: usize, most: usize) -> String {
    format!("{count} {what} are more than a person reads: at most {most} are drawn.")
}
