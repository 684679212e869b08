//! Belief: n is counted down before it is handed out.
//! Rejected by: it_yields_each_number_once_from_start_down_to_1
//! Saying: counts down before it yields

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
        let n = self.n.expect("this countdown has already returned");
        if n > 1 {
            self.n = Some(n - 1);
            return State::Yielded(n - 1);
        }
        self.n = None;
        State::Returned(format!("lift-off after {}", self.start))
    }
}
