//! Style: a struct, whose Option says whether it is over.

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
    next: Option<u32>,
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Self {
            start,
            next: Some(start),
        }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        match self.next.expect("this countdown has already returned") {
            0 => {
                self.next = None;
                State::Returned(format!("lift-off after {}", self.start))
            }
            n => {
                self.next = Some(n - 1);
                State::Yielded(n)
            }
        }
    }
}
