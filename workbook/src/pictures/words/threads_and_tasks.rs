//! The sentences of pictures of threads against tasks.

use std::time::Duration;

use super::{list, time};

pub const THREADS: &str = "Threads: each wait holds one";
pub const TASKS: &str = "Tasks: all within one thread";

pub const HEAD: [&str; 7] = [
    "Name",
    "Where",
    "Begins",
    "Last seen",
    "Polls",
    "Longest poll",
    "Longest time without a poll",
];

/// Where a lane of the table runs.
pub const OWN_THREAD: &str = "a thread of its own";
pub const SHARED_THREAD: &str = "the tasks' thread";
pub const NONE: &str = "–";

/// The name of a lane in the gutter: a future is below the one that polls it.
pub fn indented(name: &str, depth: usize) -> String {
    if depth == 0 {
        name.to_owned()
    } else {
        format!("› {name}")
    }
}

/// What is written into a poll that takes time: the long form, and one for use if that does not fit.
pub fn lasting(poll: Duration) -> [String; 2] {
    [format!("one poll: {}", time(poll)), time(poll)]
}

/// What is written into the time in which a neighbour is not polled.
pub fn gap(gap: Duration) -> [String; 2] {
    [format!("{} without a poll", time(gap)), time(gap)]
}

/// The caption's first part: how many waits took how long. Each pair is a number of lanes, and the
/// time from the first to the last of them.
pub fn compared(threads: Option<(usize, Duration)>, tasks: Option<(usize, Duration)>) -> String {
    let threads = threads.map(|(lanes, took)| {
        let noun = if lanes == 1 { "thread" } else { "threads" };
        format!("{} on {lanes} {noun}", time(took))
    });
    let in_tasks = tasks.map(|(lanes, took)| {
        let noun = if lanes == 1 { "task" } else { "tasks" };
        format!("{} as {lanes} {noun} within one thread", time(took))
    });
    let said: Vec<String> = [threads, in_tasks].into_iter().flatten().collect();
    format!("The run takes {}.", list(&said))
}

/// The caption's second part: the lanes that a long poll keeps from being polled.
pub fn blocks(who: &str, lasts: Duration, neighbours: &[(String, Duration)]) -> String {
    let kept: Vec<String> = neighbours
        .iter()
        .map(|(name, gap)| format!("{name} is not polled for {}", time(*gap)))
        .collect();
    let meanwhile = match list(&kept) {
        kept if kept.is_empty() => "no other task is polled".to_owned(),
        kept => kept,
    };
    format!(
        "One poll of {who} lasts {}: meanwhile {meanwhile}.",
        time(lasts)
    )
}

pub const NO_LANES: &str = "nothing in it runs: let it record threads (`Recorder::thread`, then \
                            `absorb`) or tasks (`Recorder::spawn`).";
pub const NO_TIME: &str = "no time passes in it: ask for a poll-and-wake picture, whose axis is the \
                           order of events.";

pub fn too_many(lanes: usize, most: usize) -> String {
    format!("{lanes} lanes are more than a person reads: at most {most} are drawn.")
}

pub fn several_workers(one: &str, other: &str) -> String {
    format!(
        "{one} and {other} are polled at the same time, so they do not share a thread: record \
         on a runtime of one thread (`flavor = \"current_thread\"`)."
    )
}
