//! Belief: which way it goes does not matter.
//! Rejected by: it_yields_each_number_once_from_start_down_to_1
//! Saying: it does not begin with its start

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
        Self { start, n: 0 }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        self.n += 1;
        if self.n <= self.start {
            return State::Yielded(self.n);
        }
        assert!(
            self.n == self.start + 1,
            "this countdown has already returned"
        );
        State::Returned(format!("lift-off after {}", self.start))
    }
}
