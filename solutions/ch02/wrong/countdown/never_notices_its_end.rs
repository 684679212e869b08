//! Belief: whoever wants an end asks for it.
//! Rejected by: the_resume_after_the_1_returns_what_it_started_from
//! Saying: nothing in it notices that it is at its end

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
        if self.start == 0 {
            return State::Returned("lift-off after 0".to_owned());
        }
        let n = self.n;
        self.n = n.saturating_sub(1).max(1);
        State::Yielded(n)
    }
}
