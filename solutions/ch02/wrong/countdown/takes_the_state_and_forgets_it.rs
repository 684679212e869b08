//! Belief: what was taken out for a yield need not be put back.
//! Rejected by: it_yields_each_number_once_from_start_down_to_1
//! Saying: but 2 was still to be yielded

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
    n: Option<u32>,
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Self {
            start,
            n: Some(start),
        }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        match self.n.take() {
            Some(n) if n > 0 => State::Yielded(n),
            _ => State::Returned(format!("lift-off after {}", self.start)),
        }
    }
}
