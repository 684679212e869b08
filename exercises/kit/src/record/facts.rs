//! What only the program itself can tell of its run: a picture must not infer it.

use std::borrow::Cow;
use std::cell::Cell;
use std::panic::Location;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::{By, Event, Kind, Lane, Level, Lock, Place, Recorder, Step, Stop, Turn, What};
use crate::current::lock;

impl Recorder {
    /// A lane for a coroutine that is resumed by calls.
    #[track_caller]
    pub fn coroutine(&self, name: impl Into<String>) -> Machine {
        Machine {
            lane: self.new_lane(Kind::Coroutine, name.into(), Location::caller()),
            recorder: self.clone(),
        }
    }

    /// An event loop begins a turn: what it knows, and how long it is about to wait.
    #[track_caller]
    pub fn turn(&self, turn: Turn) {
        self.fact(None, What::Turn(turn));
    }

    /// A queue or a number of permits has another level, or others wait for it.
    #[track_caller]
    pub fn level(&self, level: Level) {
        self.fact(crate::watched::polling(), What::Level(level));
    }

    /// A lock has another holder, or other waiters.
    #[track_caller]
    pub fn lock(&self, lock: Lock) {
        self.fact(crate::watched::polling(), What::Lock(lock));
    }

    /// The thread named `thread` takes a step: what it does, and what all threads share after it.
    #[track_caller]
    pub fn step(&self, thread: &str, does: impl Into<String>, shared: impl Into<String>) {
        // Here, not in the closure below, which has no caller to ask for.
        let place = Location::caller();
        let known = self.lanes().iter().position(|lane| lane.name == thread);
        let lane = known.unwrap_or_else(|| self.new_lane(Kind::Thread, thread.to_owned(), place));
        let (does, shared) = (does.into(), shared.into());
        self.fact(Some(lane), What::Step(Step { does, shared }));
    }

    /// Runs `work` on a thread of its own, which has a runtime with a paused clock of its own:
    /// [`block_for`] then blocks that thread, and the picture is the same on every machine. What the
    /// thread does is one span of a lane of this recording.
    #[track_caller]
    pub fn thread(
        &self,
        name: impl Into<String>,
        work: impl FnOnce() + Send + 'static,
    ) -> thread::JoinHandle<Recorder> {
        let (name, place) = (name.into(), Location::caller());
        thread::spawn(move || {
            let recorder = Recorder::new();
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .expect("the system gives a thread its runtime");
            let _entered = runtime.enter();
            let lane = recorder.new_lane(Kind::Thread, name, place);
            recorder.push(Some(lane), What::Polled, None);
            work();
            recorder.push(Some(lane), What::Ready, None);
            recorder
        })
    }

    /// Adds what `others` recorded, each with a clock of its own that began at 0, in order of time.
    pub fn absorb(&self, others: impl IntoIterator<Item = Recorder>) {
        for other in others {
            let (lanes, events) = (other.lanes(), other.events());
            let mut recording = lock(&self.0);
            let first = recording.lanes.len();
            recording.lanes.extend(lanes.into_iter().map(|lane| Lane {
                parent: lane.parent.map(|parent| parent + first),
                ..lane
            }));
            let shift = |event: Event| Event {
                lane: event.lane.map(|lane| lane + first),
                what: match event.what {
                    What::Woken(By::Lane(lane)) => What::Woken(By::Lane(lane + first)),
                    what => what,
                },
                ..event
            };
            recording.events.extend(events.into_iter().map(shift));
            // Stable: within one recording the order stays.
            recording.events.sort_by_key(|event| event.at);
        }
    }

    /// Writes the recording into the file that `KIT_RECORDING_FILE` names, where it is set. The book's
    /// tests set it: the recording is kept beside the listing.
    ///
    /// # Panics
    /// Where the file cannot be written.
    pub fn keep_beside_listing(&self) {
        if let Some(file) = std::env::var_os("KIT_RECORDING_FILE") {
            let file = Path::new(&file);
            std::fs::write(file, self.to_json_lines())
                .unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
        }
    }

    #[track_caller]
    fn fact(&self, lane: Option<usize>, what: What) {
        let place = Location::caller();
        let place: Place = Some((Cow::Borrowed(place.file()), place.line()));
        self.push(lane, what, place);
    }
}

/// Records the resumes of a coroutine: made by [`Recorder::coroutine`].
pub struct Machine {
    recorder: Recorder,
    lane: usize,
}

impl Machine {
    /// Records one resume: `resume` runs it and tells where it stopped, and whether for good. The
    /// resume's place is the line of this call; the stop has one where [`stops_here`] told it.
    #[track_caller]
    pub fn resume<T>(&self, resume: impl FnOnce() -> (T, Stop, bool)) -> T {
        self.recorder.fact(Some(self.lane), What::Polled);
        // A coroutine may resume another one: each takes its own line.
        let outer = STOPS_AT.take();
        let (out, stop, ended) = resume();
        let place = STOPS_AT.replace(outer);
        let place = place.map(|place| (Cow::Borrowed(place.file()), place.line()));
        let stopped = What::Stopped(stop);
        self.recorder.push(Some(self.lane), stopped, place);
        let what = if ended { What::Ready } else { What::Pending };
        self.recorder.push(Some(self.lane), what, None);
        out
    }
}

thread_local! {
    /// Where the coroutine that is being resumed on this thread says that it stops.
    static STOPS_AT: Cell<Option<&'static Location<'static>>> = const { Cell::new(None) };
}

/// A hand-made coroutine says that it stops at this line: called within [`Machine::resume`], before it
/// returns. A recording knows the line of the call that resumes; where in the coroutine that call
/// ended, only the coroutine knows.
#[track_caller]
pub fn stops_here() {
    STOPS_AT.set(Some(Location::caller()));
}

/// Blocks this thread for `ms` milliseconds of the paused clock: what `std::thread::sleep` does to
/// its neighbours, in virtual time. The clock moves on while the poll is under way, and nobody else
/// is polled meanwhile.
///
/// # Panics
/// Outside a runtime whose clock is paused.
pub fn block_for(ms: u64) {
    let mut advance = Box::pin(tokio::time::advance(Duration::from_millis(ms)));
    // Its first poll moves the clock; the rest would only let others run, which is the point to miss.
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let _ = advance.as_mut().poll(&mut cx);
}
