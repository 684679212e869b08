//! Reading a recording back from its JSON lines.

use std::borrow::Cow;
use std::time::Duration;

use kit::record::{By, Event, Kind, Lane, Level, Lock, Step, Stop, Turn, What};
use serde::Deserialize;

/// What a listing recorded.
#[derive(Debug, PartialEq, Eq)]
pub struct Recording {
    pub lanes: Vec<Lane>,
    pub events: Vec<Event>,
}

impl Recording {
    /// The recording with lines of `file` only. What has its line elsewhere loses it: a lane has line 0 then.
    pub fn with_lines_of(mut self, file: &str) -> Self {
        for lane in self.lanes.iter_mut().filter(|lane| lane.file != file) {
            lane.line = 0;
        }
        for event in &mut self.events {
            event.place.take_if(|(other, _)| *other != file);
        }
        self
    }
}

/// A line of a recording: a lane, or an event with the members that its kind adds.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Event(EventLine),
    Lane(LaneLine),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LaneLine {
    lane: usize,
    kind: String,
    name: String,
    parent: Option<usize>,
    file: String,
    line: u32,
}

#[derive(Deserialize)]
struct EventLine {
    at_us: u64,
    lane: Option<usize>,
    file: Option<String>,
    line: Option<u32>,
    #[serde(flatten)]
    what: WhatLine,
}

#[derive(Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum WhatLine {
    Created,
    Polled,
    Pending,
    Ready,
    Panicked,
    Dropped,
    Woken {
        by: Waker,
    },
    Noted {
        text: String,
    },
    Stopped {
        state: String,
        keeps: Vec<(String, String)>,
        bytes: usize,
        out: String,
    },
    Turn {
        ready: Vec<String>,
        timers: Vec<(u64, String)>,
        interests: Vec<String>,
        wait_ms: Option<u64>,
    },
    Level {
        of: String,
        level: usize,
        capacity: Option<usize>,
        waiting: Vec<String>,
    },
    Lock {
        of: String,
        holder: Option<String>,
        queue: Vec<String>,
    },
    Step {
        does: String,
        shared: String,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Waker {
    Lane(usize),
    Name(String),
}

/// Reads JSON lines as `kit::Recorder::to_json_lines` writes them.
///
/// # Errors
/// A sentence that names the line which is none, or which speaks of a lane that does not exist.
pub fn read(text: &str) -> Result<Recording, String> {
    let (mut lanes, mut events) = (Vec::new(), Vec::new());
    for (number, line) in text.lines().enumerate() {
        let fault = |why: &str| format!("line {} of the recording {why}", number + 1);
        match serde_json::from_str(line) {
            Ok(Line::Lane(lane)) if lane.lane == lanes.len() => {
                lanes
                    .push(lane_of(lane).ok_or_else(|| fault("names a kind of lane that is none"))?);
            }
            Ok(Line::Lane(_)) => return Err(fault("is a lane out of its order")),
            Ok(Line::Event(event)) => events.push(event_of(event)),
            Err(error) => return Err(fault(&format!("is not one: {error}"))),
        }
        let known = |lane: Option<usize>| lane.is_none_or(|lane| lane < lanes.len());
        if let Some(event) = events.last() {
            let by = match event.what {
                What::Woken(By::Lane(by)) => Some(by),
                _ => None,
            };
            if !known(event.lane) || !known(by) {
                return Err(fault("speaks of a lane that does not exist"));
            }
        }
    }
    Ok(Recording { lanes, events })
}

fn lane_of(line: LaneLine) -> Option<Lane> {
    let kinds = [Kind::Future, Kind::Task, Kind::Thread, Kind::Coroutine];
    Some(Lane {
        kind: kinds.into_iter().find(|kind| kind.word() == line.kind)?,
        name: line.name,
        parent: line.parent,
        file: Cow::Owned(line.file),
        line: line.line,
    })
}

fn event_of(line: EventLine) -> Event {
    Event {
        at: Duration::from_micros(line.at_us),
        lane: line.lane,
        place: line.file.map(Cow::Owned).zip(line.line),
        what: what_of(line.what),
    }
}

fn what_of(line: WhatLine) -> What {
    match line {
        WhatLine::Created => What::Created,
        WhatLine::Polled => What::Polled,
        WhatLine::Pending => What::Pending,
        WhatLine::Ready => What::Ready,
        WhatLine::Panicked => What::Panicked,
        WhatLine::Dropped => What::Dropped,
        WhatLine::Woken { by } => What::Woken(match by {
            Waker::Lane(lane) => By::Lane(lane),
            Waker::Name(name) => match name.strip_prefix("thread ") {
                Some(thread) => By::Thread(thread.to_owned()),
                None if name == "clock" => By::Clock,
                None => By::Runtime,
            },
        }),
        WhatLine::Noted { text } => What::Noted(text),
        WhatLine::Stopped {
            state,
            keeps,
            bytes,
            out,
        } => What::Stopped(Stop {
            state,
            keeps,
            bytes,
            out,
        }),
        WhatLine::Turn {
            ready,
            timers,
            interests,
            wait_ms,
        } => What::Turn(Turn {
            ready,
            timers,
            interests,
            wait_ms,
        }),
        WhatLine::Level {
            of,
            level,
            capacity,
            waiting,
        } => What::Level(Level {
            of,
            level,
            capacity,
            waiting,
        }),
        WhatLine::Lock { of, holder, queue } => What::Lock(Lock { of, holder, queue }),
        WhatLine::Step { does, shared } => What::Step(Step { does, shared }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kit_writes_is_read_back_the_same() {
        let recorder = kit::Recorder::new();
        let machine = recorder.coroutine("a \"machine\"");
        let stop = Stop {
            state: "Waiting".to_owned(),
            keeps: vec![("n".to_owned(), "3".to_owned())],
            bytes: 8,
            out: "3".to_owned(),
        };
        machine.resume(|| ((), stop, true));
        recorder.turn(Turn {
            ready: vec!["A".to_owned()],
            timers: vec![(10, "B".to_owned())],
            interests: vec!["socket".to_owned()],
            wait_ms: Some(10),
        });
        recorder.level(Level {
            of: "queue".to_owned(),
            level: 2,
            capacity: None,
            waiting: vec!["C".to_owned()],
        });
        recorder.lock(Lock {
            of: "m".to_owned(),
            holder: None,
            queue: vec!["B".to_owned()],
        });
        recorder.step("one", "reads\nfalse", "ready = false");
        recorder.note("done");

        let recording = read(&recorder.to_json_lines()).unwrap();
        assert_eq!(recording.lanes, recorder.lanes());
        assert_eq!(recording.events, recorder.events());
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let fault = read("{\"at_us\":0}\n").unwrap_err();
        assert!(
            fault.starts_with("line 1 of the recording is not one"),
            "{fault}"
        );
        let fault = read("{\"at_us\":0,\"lane\":3,\"what\":\"polled\"}\n").unwrap_err();
        assert!(fault.contains("a lane that does not exist"), "{fault}");
    }
}
