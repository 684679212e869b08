//! Belief: a generator that has returned can be used again.
//! Rejected by: a_resume_after_the_return_panics_with_already_returned
//! Saying: after the return gave Yielded(2)

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
    n: u32,
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Self { start, n: start }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        if self.n > 0 {
            self.n -= 1;
            return State::Yielded(self.n + 1);
        }
        self.n = self.start;
        State::Returned(format!("lift-off after {}", self.start))
    }
}
