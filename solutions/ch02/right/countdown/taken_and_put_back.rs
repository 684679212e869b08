//! Style: the state is taken out, and the next one is put in its place.

use std::mem;

use crate::coroutine::{Coroutine, State};

/// Counts down, one number for each resume.
#[derive(Debug)]
pub enum Countdown {
    Start { start: u32 },
    Counting { done: String, n: u32 },
    Over,
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
        let (done, n) = match mem::replace(self, Countdown::Over) {
            Countdown::Start { start } => (format!("lift-off after {start}"), start),
            Countdown::Counting { done, n } => (done, n),
            Countdown::Over => panic!("already returned"),
        };
        if n == 0 {
            return State::Returned(done);
        }
        *self = Countdown::Counting { done, n: n - 1 };
        State::Yielded(n)
    }
}
