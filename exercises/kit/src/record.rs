//! A recording: who was polled when, who woke whom, what was noted and dropped.
//!
//! Times are those of the runtime's clock, virtual where it is paused, counted from the moment the
//! recording began. [`Recorder::to_json_lines`] is the one format in which recordings are kept; the
//! timeline of a failing check is drawn from the same events.

use std::fmt::Write as _;
use std::panic::Location;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::current::{Current, lock};
use crate::report::json_string;
use crate::timeline;

/// A spinning answer would fill the memory with events; what shows the spin is in the first ones.
const MOST_EVENTS: usize = 4_000;

/// Records events. Clones record into the same recording.
#[derive(Clone)]
pub struct Recorder(Arc<Mutex<Recording>>);

pub(crate) struct Recording {
    pub(crate) lanes: Vec<Lane>,
    pub(crate) events: Vec<Event>,
    pub(crate) wanted: Vec<Wanted>,
    /// How many events came after the recording was full.
    pub(crate) left_out: usize,
    pub(crate) now: Duration,
    began: Option<Instant>,
}

/// A future that is recorded.
#[derive(Clone, Debug)]
pub struct Lane {
    /// What it is called in a timeline.
    pub name: String,
    /// The recorded future inside whose poll it was created, as an index of lanes.
    pub parent: Option<usize>,
    /// The file that created it.
    pub file: &'static str,
    /// The line that created it.
    pub line: u32,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, on the runtime's clock, since the recording began.
    pub at: Duration,
    /// To whom, as an index of lanes; `None` for a note outside every recorded future.
    pub lane: Option<usize>,
    /// What.
    pub what: What,
    /// `file:line`, where the event has one of its own.
    pub place: Option<(&'static str, u32)>,
}

/// What can happen to a recorded future.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It came to be; nobody has polled it.
    Created,
    /// A poll began.
    Polled,
    /// The poll ended with `Poll::Pending`.
    Pending,
    /// The poll ended with `Poll::Ready`.
    Ready,
    /// The poll ended with a panic.
    Panicked,
    /// The waker it was given was called.
    Woken(By),
    /// It was dropped before it was ready.
    Dropped,
    /// A note.
    Noted(String),
}

/// Who called a waker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A recorded future, during its poll: an index of lanes.
    Lane(usize),
    /// The runtime's clock.
    Clock,
    /// The runtime's thread, outside every recorded poll: a timer, or a task that is not recorded.
    Runtime,
    /// A thread that is not the runtime's, by its name.
    Thread(String),
}

/// A row that a check adds to its timeline: what a right answer would have done.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) from: Duration,
    pub(crate) to: Duration,
    pub(crate) says: String,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Recorder {
    /// An empty recording. Its clock starts with its first event.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Recording {
            lanes: Vec::new(),
            events: Vec::new(),
            wanted: Vec::new(),
            left_out: 0,
            now: Duration::ZERO,
            began: None,
        })))
    }

    /// The recording of the check that runs on this thread; outside a check, a new one.
    pub fn current() -> Self {
        Current::get().map_or_else(Self::new, |current| current.recorder)
    }

    /// Starts the recording's clock now, rather than with the first event.
    pub fn start(&self) {
        lock(&self.0).read_clock();
    }

    /// Writes a note into the recording: a numbered mark in the timeline.
    #[track_caller]
    pub fn note(&self, text: impl Into<String>) {
        let place = Location::caller();
        let lane = crate::watched::polling();
        let what = What::Noted(text.into());
        self.push(lane, what, Some((place.file(), place.line())));
    }

    /// Adds a row to the timeline that shows what was wanted, from and to in milliseconds.
    pub fn wanted(&self, from_ms: u64, to_ms: u64, says: impl Into<String>) {
        lock(&self.0).wanted.push(Wanted {
            from: Duration::from_millis(from_ms),
            to: Duration::from_millis(to_ms),
            says: says.into(),
        });
    }

    /// Everything recorded so far, in order.
    pub fn events(&self) -> Vec<Event> {
        lock(&self.0).events.clone()
    }

    /// The recorded futures, in order of creation.
    pub fn lanes(&self) -> Vec<Lane> {
        lock(&self.0).lanes.clone()
    }

    /// How often the future of that name was polled; of several with one name, all together.
    pub fn polls(&self, name: &str) -> usize {
        let recording = lock(&self.0);
        let of_that_name = |event: &&Event| {
            event.what == What::Polled
                && event
                    .lane
                    .is_some_and(|lane| recording.lanes[lane].name == name)
        };
        recording.events.iter().filter(of_that_name).count()
    }

    /// The recording as it is kept: a JSON object a line, first the lanes, then the events.
    ///
    /// A lane is `{"lane":0,"name":"A","parent":null,"file":"…","line":7}`; an event is
    /// `{"at_us":100000,"lane":0,"what":"woken","by":"clock"}`, with `text` for a note and with
    /// `file` and `line` where it has a place. `by` is `clock`, `runtime`, `thread NAME` or the
    /// number of a lane.
    pub fn to_json_lines(&self) -> String {
        let recording = lock(&self.0);
        let mut out = String::new();
        for (number, lane) in recording.lanes.iter().enumerate() {
            let parent = lane.parent.map_or("null".to_owned(), |p| p.to_string());
            let (name, file) = (json_string(&lane.name), json_string(&slashes(lane.file)));
            let _ = writeln!(
                out,
                r#"{{"lane":{number},"name":{name},"parent":{parent},"file":{file},"line":{}}}"#,
                lane.line
            );
        }
        for event in &recording.events {
            let lane = event.lane.map_or("null".to_owned(), |l| l.to_string());
            let _ = write!(
                out,
                r#"{{"at_us":{},"lane":{lane},"what":"{}""#,
                event.at.as_micros(),
                event.what.word()
            );
            match &event.what {
                What::Noted(text) => {
                    let _ = write!(out, r#","text":{}"#, json_string(text));
                }
                What::Woken(By::Lane(lane)) => {
                    let _ = write!(out, r#","by":{lane}"#);
                }
                What::Woken(by) => {
                    let _ = write!(out, r#","by":{}"#, json_string(&by.to_string()));
                }
                _ => {}
            }
            if let Some((file, line)) = event.place {
                let _ = write!(
                    out,
                    r#","file":{},"line":{line}"#,
                    json_string(&slashes(file))
                );
            }
            out.push_str("}\n");
        }
        out
    }

    /// The recording as a timeline in plain text, at most 78 columns wide: to scale where time
    /// passed, in order of the events where it did not. Empty where nothing was recorded.
    pub fn timeline(&self) -> String {
        timeline::draw(&lock(&self.0))
    }

    pub(crate) fn len(&self) -> usize {
        lock(&self.0).events.len()
    }

    /// Forgets all but the first `events` events.
    pub(crate) fn keep(&self, events: usize) {
        let mut recording = lock(&self.0);
        recording.events.truncate(events);
        recording.now = recording
            .events
            .last()
            .map_or(Duration::ZERO, |event| event.at);
    }

    /// Forgets what happened at `time` or later.
    pub(crate) fn keep_before(&self, time: Duration) {
        let before = |event: &&Event| event.at < time;
        let kept = lock(&self.0).events.iter().filter(before).count();
        self.keep(kept);
    }

    pub(crate) fn new_lane(&self, name: String, place: &'static Location<'static>) -> usize {
        let mut recording = lock(&self.0);
        recording.lanes.push(Lane {
            name,
            parent: crate::watched::polling(),
            file: place.file(),
            line: place.line(),
        });
        let lane = recording.lanes.len() - 1;
        recording.push(Some(lane), What::Created, None);
        lane
    }

    pub(crate) fn push(&self, lane: Option<usize>, what: What, place: Option<(&'static str, u32)>) {
        lock(&self.0).push(lane, what, place);
    }
}

impl Recording {
    fn push(&mut self, lane: Option<usize>, what: What, place: Option<(&'static str, u32)>) {
        self.read_clock();
        if self.events.len() >= MOST_EVENTS {
            self.left_out += 1;
            return;
        }
        self.events.push(Event {
            at: self.now,
            lane,
            what,
            place,
        });
    }

    /// Outside a runtime there is no clock to ask: the last time that was seen still stands.
    fn read_clock(&mut self) {
        if Handle::try_current().is_ok() {
            let now = Instant::now();
            let began = *self.began.get_or_insert(now);
            self.now = self.now.max(now.saturating_duration_since(began));
        }
    }
}

impl What {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            What::Created => "created",
            What::Polled => "polled",
            What::Pending => "pending",
            What::Ready => "ready",
            What::Panicked => "panicked",
            What::Woken(_) => "woken",
            What::Dropped => "dropped",
            What::Noted(_) => "noted",
        }
    }
}

impl std::fmt::Display for By {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            By::Lane(lane) => write!(f, "{lane}"),
            By::Clock => f.write_str("clock"),
            By::Runtime => f.write_str("runtime"),
            By::Thread(name) => write!(f, "thread {name}"),
        }
    }
}

/// A recording is the same on every system.
fn slashes(path: &str) -> String {
    path.replace('\\', "/")
}

/// Writes a note into the current check's recording: a numbered mark in its timeline.
#[track_caller]
pub fn note(text: impl Into<String>) {
    Recorder::current().note(text);
}

/// The current check's clock, in whole milliseconds since the check began.
pub fn virtual_ms() -> u64 {
    let recorder = Recorder::current();
    let mut recording = lock(&recorder.0);
    recording.read_clock();
    u64::try_from(recording.now.as_millis()).unwrap_or(u64::MAX)
}
