//! # A countdown that remembers
//!
//! In Python, five lines with `yield` count down, and the interpreter remembers where they stopped.
//! Rust's stable compiler writes no such generator for you, so you write what it would have written:
//! an enum with a variant for each place where the function can stop, and in each variant what it
//! must not forget there.
//!
//! ```python
//! def countdown(start):
//!     n = start
//!     while n > 0:
//!         yield n
//!         n -= 1
//!     return f"lift-off after {start}"
//! ```
//!
//! Write `Countdown`, which does the same. It is judged by these promises:
//!
//! - Making a countdown runs nothing; each resume runs it on to its next stop, and no further.
//! - It yields `start`, `start - 1`, and so on down to 1, each exactly once, in this order.
//! - The resume after the 1 returns `lift-off after {start}`; a countdown from 0 returns at once.
//! - Two countdowns do not disturb each other.
//! - A resume after the return panics, and its message contains the words `already returned`.

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub enum Countdown {
    /// It has not run yet.
    Start { start: u32 },
    /// It stopped at its `yield`, where it gave away `n`.
    Yielded { start: u32, n: u32 },
    /// It came to its end.
    Returned,
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Countdown::Start { start }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        let (start, n) = match *self {
            Countdown::Start { start } => (start, start),
            Countdown::Yielded { start, n } => (start, n - 1),
            Countdown::Returned => panic!("this countdown has already returned"),
        };
        if n > 0 {
            *self = Countdown::Yielded { start, n };
            return State::Yielded(n);
        }
        *self = Countdown::Returned;
        State::Returned(format!("lift-off after {start}"))
    }
}
