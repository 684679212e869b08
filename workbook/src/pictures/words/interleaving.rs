//! The sentences of pictures of interleavings.

use super::list;

/// The name of what all threads share, among the states that a stepper shows.
pub const SHARED: &str = "shared";
pub const NOT_BEGUN: &str = "has not begun";

/// A thread and what it does, for drawings in which no column names the thread.
pub fn who_does(who: &str, does: &str) -> String {
    format!("{who} {does}")
}

pub fn line(line: u32) -> String {
    format!("line {line}")
}

/// The heading of a schedule among the steps.
pub fn begins(name: &str) -> String {
    format!("{}:", sentence_case(name))
}

pub fn step(who: &str, does: &str, shared: &str, line: Option<u32>) -> String {
    let place = line.map_or(String::new(), |line| format!(" (line {line})"));
    format!("{who} {does}{place}; after it {shared}.")
}

pub fn ends(how: &str) -> String {
    format!("It ends with {how}.")
}

/// Below the steps of a schedule.
pub fn outcome(how: &str) -> String {
    format!("ends with {how}")
}

/// What the other thread does in between, in the gap that does harm.
pub struct Gap<'a> {
    pub schedule: &'a str,
    pub thread: &'a str,
    pub before: &'a str,
    pub after: &'a str,
    pub other: &'a str,
    pub between: Vec<String>,
}

/// The caption: what happens between which two steps, and in which schedule it no longer does.
pub fn caption(gap: Option<&Gap<'_>>, fixed: &str, ends: &[(&str, &str)]) -> String {
    let ends: Vec<String> = ends
        .iter()
        .map(|(name, how)| format!("“{name}” ends with {how}"))
        .collect();
    let ends = ends.join("; ");
    match gap {
        None => format!("{ends}."),
        Some(gap) => format!(
            "In “{}”, {} {} after {} {} and before it {}; in “{fixed}”, it {} first. {ends}.",
            gap.schedule,
            gap.other,
            list(&gap.between),
            gap.thread,
            gap.before,
            gap.after,
            gap.after,
        ),
    }
}

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

pub const NO_STEPS: &str =
    "no thread takes a step in it: call `Recorder::step` at the line of each step.";
pub const NO_NAME: &str = "its steps have no heading: before the first step of each schedule, call \
                           `Recorder::note` with its name, and after its last one with how it ended.";

pub fn no_end(name: &str) -> String {
    format!("“{name}” has no end: after its last step call `Recorder::note` with how it ended.")
}

pub fn threads(names: &[&str]) -> String {
    format!(
        "it has {} threads, and the picture has a column for each of two.",
        names.len()
    )
}

pub fn too_many(steps: usize, most: usize) -> String {
    format!("{steps} steps are more than a person reads: at most {most} are drawn.")
}
