//! The form in which recordings are kept.

use std::fmt::Write as _;

use super::{By, Event, Lane, Recorder, What};
use crate::current::lock;
use crate::json::json_string;

impl Recorder {
    /// The recording as it is kept: a JSON object a line, first the lanes, then the events.
    ///
    /// A lane is `{"lane":0,"kind":"future","name":"A","parent":null,"file":"…","line":7}`; an event is
    /// `{"at_us":100000,"lane":0,"what":"woken","by":"clock"}`. Each kind of event adds its own members,
    /// named as the fields of its Rust type; `by` is `clock`, `runtime`, `thread NAME` or the number of a
    /// lane, and `file` and `line` stand where the event has a place.
    pub fn to_json_lines(&self) -> String {
        let recording = lock(&self.0);
        let mut out = String::new();
        for (number, lane) in recording.lanes.iter().enumerate() {
            write_lane(&mut out, number, lane);
        }
        for event in &recording.events {
            write_event(&mut out, event);
        }
        out
    }
}

fn write_lane(out: &mut String, number: usize, lane: &Lane) {
    let parent = lane.parent.map_or("null".to_owned(), |p| p.to_string());
    let (name, file) = (json_string(&lane.name), json_string(&slashes(&lane.file)));
    let _ = writeln!(
        out,
        r#"{{"lane":{number},"kind":"{}","name":{name},"parent":{parent},"file":{file},"line":{}}}"#,
        lane.kind.word(),
        lane.line
    );
}

fn write_event(out: &mut String, event: &Event) {
    let lane = event.lane.map_or("null".to_owned(), |l| l.to_string());
    let _ = write!(
        out,
        r#"{{"at_us":{},"lane":{lane},"what":"{}""#,
        event.at.as_micros(),
        event.what.word()
    );
    let _ = match &event.what {
        What::Noted(text) => write!(out, r#","text":{}"#, json_string(text)),
        What::Woken(By::Lane(lane)) => write!(out, r#","by":{lane}"#),
        What::Woken(by) => write!(out, r#","by":{}"#, json_string(&by.to_string())),
        What::Stopped(stop) => {
            let pair = |(name, value): &(String, String)| {
                format!("[{},{}]", json_string(name), json_string(value))
            };
            write!(
                out,
                r#","state":{},"keeps":{},"bytes":{},"out":{}"#,
                json_string(&stop.state),
                array(stop.keeps.iter().map(pair)),
                stop.bytes,
                json_string(&stop.out)
            )
        }
        What::Turn(turn) => {
            let timer = |(ms, whom): &(u64, String)| format!("[{ms},{}]", json_string(whom));
            write!(
                out,
                r#","ready":{},"timers":{},"interests":{},"wait_ms":{}"#,
                strings(&turn.ready),
                array(turn.timers.iter().map(timer)),
                strings(&turn.interests),
                optional(turn.wait_ms)
            )
        }
        What::Level(level) => write!(
            out,
            r#","of":{},"level":{},"capacity":{},"waiting":{}"#,
            json_string(&level.of),
            level.level,
            optional(level.capacity),
            strings(&level.waiting)
        ),
        What::Lock(lock) => write!(
            out,
            r#","of":{},"holder":{},"queue":{}"#,
            json_string(&lock.of),
            optional(lock.holder.as_deref().map(json_string)),
            strings(&lock.queue)
        ),
        What::Step(step) => write!(
            out,
            r#","does":{},"shared":{}"#,
            json_string(&step.does),
            json_string(&step.shared)
        ),
        What::Created
        | What::Polled
        | What::Pending
        | What::Ready
        | What::Panicked
        | What::Dropped => Ok(()),
    };
    if let Some((file, line)) = &event.place {
        let _ = write!(
            out,
            r#","file":{},"line":{line}"#,
            json_string(&slashes(file))
        );
    }
    out.push_str("}\n");
}

fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn strings(items: &[String]) -> String {
    array(items.iter().map(|item| json_string(item)))
}

fn optional(value: Option<impl ToString>) -> String {
    value.map_or("null".to_owned(), |value| value.to_string())
}

/// A recording is the same on every system.
fn slashes(path: &str) -> String {
    path.replace('\\', "/")
}
