//! The sentences of pictures of state machines.

use kit::record::Stop;

use super::list;

/// The label of the row with what a resume returned.
pub const GIVES: &str = "gives";
pub const NOTHING: &str = "nothing";

pub const STATE: &str = "state";
pub const SIZE: &str = "size";

/// The heading of a machine: its name and its size.
pub fn heading(name: &str, bytes: &[usize]) -> String {
    format!("{name}, {}", size(bytes))
}

/// The size of a machine: always the same, unless the program records several.
pub fn size(bytes: &[usize]) -> String {
    let (least, most) = (bytes.iter().min(), bytes.iter().max());
    match (least, most) {
        (Some(1), Some(1)) => "1 byte".to_owned(),
        (Some(least), Some(most)) if least < most => format!("{least} to {most} bytes"),
        (_, most) => format!("{} bytes", most.unwrap_or(&0)),
    }
}

pub fn lines(lines: &[u32]) -> String {
    let numbers: Vec<String> = lines.iter().map(u32::to_string).collect();
    match numbers.as_slice() {
        [] => String::new(),
        [one] => format!("line {one}"),
        several => several.join(", "),
    }
}

/// What a stop keeps, a line each.
pub fn kept(stop: &Stop) -> Vec<String> {
    if stop.keeps.is_empty() {
        return vec![NOTHING.to_owned()];
    }
    let pair = |(name, value): &(String, String)| format!("{name} = {value}");
    stop.keeps.iter().map(pair).collect()
}

pub fn gives(out: &str) -> String {
    format!("{GIVES} {out}")
}

/// A resume, in a sentence.
pub struct Resumed<'a> {
    pub number: usize,
    pub who: &'a str,
    /// The state before; none if it was not resumed before.
    pub before: Option<&'a str>,
    pub stop: &'a Stop,
    /// The lines of the call and of the stop.
    pub called: Option<u32>,
    pub stopped: Option<u32>,
    pub ended: bool,
}

impl Resumed<'_> {
    pub fn sentence(&self) -> String {
        let line = |line: Option<u32>| line.map_or(String::new(), |line| format!(" (line {line})"));
        let (who, state) = (self.who, &self.stop.state);
        let moves = match self.before {
            None => format!("{who} begins and stops in {state}"),
            Some(before) if before == state => format!("{who} stops in {state} again"),
            Some(before) => format!("{who} goes from {before} to {state}"),
        };
        let keeps = list(&kept(self.stop));
        let out = match (self.stop.out.as_str(), self.ended) {
            ("", false) => String::new(),
            ("", true) => "; it has ended".to_owned(),
            (out, false) => format!("; it gives “{out}”"),
            (out, true) => format!("; it gives “{out}” and has ended"),
        };
        format!(
            "Resume {}{}: {moves}{}, keeping {keeps}{out}.",
            self.number,
            line(self.called),
            line(self.stopped)
        )
    }
}

/// The state of a machine, next to others.
pub fn stands(stop: &Stop) -> String {
    format!("in {}, keeping {}", stop.state, list(&kept(stop)))
}

/// The caption: for each machine its name, how often it is resumed, its states and its size.
pub fn says(machines: &[(&str, usize, Vec<String>, String)]) -> String {
    let said: Vec<String> = machines
        .iter()
        .map(|(name, resumes, states, size)| {
            let times = match resumes {
                1 => "once".to_owned(),
                2 => "twice".to_owned(),
                more => format!("{more} times"),
            };
            format!(
                "{name}, of {size}, is resumed {times} and stops in {}",
                list(states)
            )
        })
        .collect();
    format!("{}.", said.join("; "))
}

pub const NO_MACHINE: &str = "no coroutine in it is resumed: let it record one \
                              (`Recorder::coroutine`, then `Machine::resume`).";

pub fn too_many(what: &str, count: usize, most: usize) -> String {
    format!("{count} {what} are more than a person reads: at most {most} are drawn.")
}
pub const MACHINES: &str = "coroutines";
pub const STATES: &str = "states";
pub const RESUMES: &str = "resumes";
