//! A recording: who was polled when, who woke whom, what was noted and dropped.
//!
//! Times are those of the runtime's clock, virtual where it is paused, counted from the moment the
//! recording began. [`Recorder::to_json_lines`] is the one format in which recordings are kept; the
//! timeline of a failing check is drawn from the same events.

mod event;
mod facts;
mod json;

use std::borrow::Cow;
use std::panic::Location;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::current::{Current, lock};
use crate::timeline;

pub use event::{By, Event, Kind, Lane, Level, Lock, Step, Stop, Turn, What};
pub use facts::{Machine, block_for, stops_here};

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

type Place = Option<(Cow<'static, str>, u32)>;

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
        self.push(
            lane,
            what,
            Some((Cow::Borrowed(place.file()), place.line())),
        );
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

    /// The recording as a timeline in plain text, at most 78 columns wide: to scale where time
    /// passed, in order of the events where it did not. Empty where nothing was recorded.
    pub fn timeline(&self) -> String {
        self.timeline_within(timeline::WIDTH)
    }

    pub(crate) fn timeline_within(&self, width: usize) -> String {
        timeline::draw(&lock(&self.0), width)
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

    pub(crate) fn new_lane(
        &self,
        kind: Kind,
        name: String,
        place: &'static Location<'static>,
    ) -> usize {
        let mut recording = lock(&self.0);
        recording.lanes.push(Lane {
            kind,
            name,
            parent: crate::watched::polling(),
            file: Cow::Borrowed(place.file()),
            line: place.line(),
        });
        let lane = recording.lanes.len() - 1;
        recording.push(Some(lane), What::Created, None);
        lane
    }

    pub(crate) fn push(&self, lane: Option<usize>, what: What, place: Place) {
        lock(&self.0).push(lane, what, place);
    }
}

impl Recording {
    fn push(&mut self, lane: Option<usize>, what: What, place: Place) {
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
