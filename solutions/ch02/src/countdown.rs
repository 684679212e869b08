//! # A countdown that remembers
//!
//! ```
//! let mut countdown = Countdown::new(2);
//! assert_eq!(countdown.resume(()), State::Yielded(2));
//! // The second resume yields 1. The third returns "lift-off after 2".
//! ```
//!
//! In Python, a function with `yield` counts down in five lines, and the interpreter remembers where the
//! function stopped. Stable Rust has no `yield`, so you write the states yourself: an enum with a variant
//! for each place at which the function can stop. A variable that you do not store there is lost when
//! `resume` returns.
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
//! Write `Countdown`, which does the same. Requirements:
//!
//! Counting:
//!
//! 1. `Countdown::new` counts nothing, and each resume runs to the next stop and no further. Both are as
//!    quick for a start of `u32::MAX` as for 3.
//! 2. Each resume yields one number: first `start`, then `start - 1`, and so on down to 1.
//! 3. Two countdowns do not change each other, even if they have the same start.
//!
//! End:
//!
//! 4. The resume after the 1 returns `lift-off after {start}`.
//! 5. A countdown from 0 yields nothing: its first resume returns.
//! 6. Each resume after the return panics, and the panic message contains `already returned`.
//!
//! Left open: how you store the state. You may change the variants, or make `Countdown` a struct.

use crate::coroutine::{Coroutine, State};

/// Counts down, one number for each resume.
#[derive(Debug)]
pub enum Countdown {
    /// It has not run yet.
    Start { start: u32 },
    /// It stopped at its `yield` and yielded `n`.
    Yielded { start: u32, n: u32 },
    /// It has returned.
    Returned,
}

impl Countdown {
    /// Creates a countdown from `start`. Nothing of it has run.
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
