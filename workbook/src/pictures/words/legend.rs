//! What the marks of a picture mean, in a line below it: each mark in a word or two, and what it says.
//! The gallery explains them at length.

use crate::pictures::legend::Mark::{self, Letter, Shape};

/// Leads to the gallery's section on this kind of picture.
pub const ALL_MARKS: &str = "all marks";

/// A mark, and what the legend says about it if a picture has it.
pub type Entry = (Mark, &'static str);

const PENDING: Entry = (Letter("P"), "P: Pending");
const READY: Entry = (Letter("R"), "R: Ready");
const PANICS: Entry = (Letter("!"), "!: a panic");
const DROPPED: Entry = (Shape("dropped"), "✗: dropped");
const DUE: Entry = (Shape("due"), "hatched: woken, not yet polled");
const WAITS: Entry = (Shape("waiting"), "dotted: waiting");

pub const WAITS_TO_SCALE: &[Entry] = &[
    (Shape("wait"), "bar: a wait, as long as it lasts"),
    (Shape("total"), "line below: all of them"),
];

pub const POLL_AND_WAKE: &[Entry] = &[
    (Shape("poll"), "bar: a poll"),
    PENDING,
    READY,
    PANICS,
    DUE,
    WAITS,
    (Shape("wake"), "arrow: a wake"),
    DROPPED,
    (Shape("note"), "circle: a note"),
    (Shape("jump"), "two lines: time passes"),
];

pub const THREADS_AND_TASKS: &[Entry] = &[
    (Shape("thread"), "long box: a thread"),
    (Shape("poll"), "bar: a poll"),
    READY,
    PANICS,
    DUE,
    WAITS,
    (Shape("blocked"), "slanting strokes: a poll that takes time"),
    (Shape("held"), "dashed frame: no other task is polled"),
    DROPPED,
];

pub const STATE_MACHINE: &[Entry] = &[
    (Shape("box"), "box on the left: a state"),
    (Shape("wake"), "arrow: a resume"),
    (Shape("fill"), "box at its end: what is kept"),
    (Shape("waiting"), "dotted: suspended"),
    (Letter("R"), "R: it has returned"),
];

pub const LOOP_ANATOMY: &[Entry] = &[
    (Shape("token"), "box: a future"),
    (Shape("wake"), "arrow: it is polled"),
    (Shape("poll"), "bar: its poll"),
    PENDING,
    READY,
    PANICS,
    (Shape("token past"), "dashed: done in an earlier turn"),
    (Shape("line jump"), "two lines: the loop waits"),
    DROPPED,
];

pub const LEVEL: &[Entry] = &[
    (Shape("level"), "stepped line: the level"),
    (Shape("capacity"), "dashed: the capacity"),
    (Shape("note"), "circle: the peak"),
    (Shape("waiting"), "▲ and dots: waiting for room"),
];

pub const INTERLEAVING: &[Entry] = &[
    (Shape("step"), "box: a step of a thread"),
    (Shape("link"), "between: the shared state after it"),
    (Shape("box"), "framed: it is new"),
    (Shape("moved"), "thick: a step that moves"),
    (Shape("gap"), "dashed: the other thread runs in between"),
];

pub const CANCELLATION_TREE: &[Entry] = &[
    (Shape("life"), "bar: from the first poll to the end"),
    READY,
    PANICS,
    (Shape("cut"), "upright line: a drop, with all that it owns"),
    (Shape("dropped"), "✗ and number: dropped, in this order"),
    (Shape("scope spawned"), "dashed bracket: a task"),
];

pub const LOCK_QUEUE: &[Entry] = &[
    (Shape("poll"), "bar: a poll"),
    PENDING,
    READY,
    DUE,
    WAITS,
    (Shape("wake"), "arrow: a wake"),
    (Shape("cross"), "crossed strokes: granted, not polled"),
    DROPPED,
    (Shape("note"), "circles: waits that form a cycle"),
];
