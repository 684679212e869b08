//! Belief: a number is an `i32`.
//! Rejected by: making_a_countdown_runs_nothing_and_a_resume_runs_to_the_next_stop
//! Saying: above i32::MAX

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
    n: i32,
    returned: bool,
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Self {
            start,
            n: start as i32,
            returned: false,
        }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        assert!(!self.returned, "this countdown has already returned");
        if self.n > 0 {
            self.n -= 1;
            return State::Yielded(self.n as u32 + 1);
        }
        self.returned = true;
        State::Returned(format!("lift-off after {}", self.start))
    }
}
