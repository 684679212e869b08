//! What can be recorded.

use std::borrow::Cow;
use std::time::Duration;

/// A future that is recorded, or something else that takes its turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// What it is.
    pub kind: Kind,
    /// What it is called in a timeline.
    pub name: String,
    /// The recorded future inside whose poll it was created, as an index of lanes.
    pub parent: Option<usize>,
    /// The file that created it.
    pub file: Cow<'static, str>,
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
    pub place: Option<(Cow<'static, str>, u32)>,
}

/// What can happen to a recorded future.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It was created, and has not been polled.
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
    /// A coroutine has stopped: where, and what it keeps.
    Stopped(Stop),
    /// A turn of an event loop begins.
    Turn(Turn),
    /// A queue, or a number of permits, has another level.
    Level(Level),
    /// A lock has another holder, or other waiters.
    Lock(Lock),
    /// A thread has taken a step: for interleavings.
    Step(Step),
}

/// Where a coroutine has stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The state's name: that of the enum's variant.
    pub state: String,
    /// What it keeps: a name, as in the program, and the value as it prints.
    pub keeps: Vec<(String, String)>,
    /// The size of the whole coroutine, in bytes.
    pub bytes: usize,
    /// What came out: the value yielded or returned, as it prints.
    pub out: String,
}

/// What an event loop knows when a turn begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Who is ready to be polled, first in line first.
    pub ready: Vec<String>,
    /// The timers, next first: milliseconds from now, and whom they wake.
    pub timers: Vec<(u64, String)>,
    /// Who waits for which source of input or output.
    pub interests: Vec<String>,
    /// How long the loop is about to wait, in milliseconds; `None` where it waits for events only.
    pub wait_ms: Option<u64>,
}

/// How full something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Its name.
    pub of: String,
    /// How much is in it.
    pub level: usize,
    /// How much fits; `None` where there is no bound.
    pub capacity: Option<usize>,
    /// Who waits because it is full, or empty.
    pub waiting: Vec<String>,
}

/// Who has a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Its name.
    pub of: String,
    /// Who holds it, or has been granted it.
    pub holder: Option<String>,
    /// Who waits, first in line first.
    pub queue: Vec<String>,
}

/// A step of one thread among several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What the thread does.
    pub does: String,
    /// What all of them share, after it.
    pub shared: String,
}

/// What kind of thing a lane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A future that is polled by its owner.
    Future,
    /// A future that the runtime polls by itself.
    Task,
    /// A thread of the system.
    Thread,
    /// A coroutine that is resumed by a call.
    Coroutine,
}

impl Kind {
    /// The word by which recordings keep it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Future => "future",
            Kind::Task => "task",
            Kind::Thread => "thread",
            Kind::Coroutine => "coroutine",
        }
    }
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

impl What {
    /// The word by which recordings keep it.
    pub fn word(&self) -> &'static str {
        match self {
            What::Created => "created",
            What::Polled => "polled",
            What::Pending => "pending",
            What::Ready => "ready",
            What::Panicked => "panicked",
            What::Woken(_) => "woken",
            What::Dropped => "dropped",
            What::Noted(_) => "noted",
            What::Stopped(_) => "stopped",
            What::Turn(_) => "turn",
            What::Level(_) => "level",
            What::Lock(_) => "lock",
            What::Step(_) => "step",
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
