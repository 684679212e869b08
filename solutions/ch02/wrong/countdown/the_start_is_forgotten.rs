//! Belief: the number that is counted down is all that must be kept.
//! Rejected by: the_resume_after_the_1_returns_what_it_started_from
//! Saying: where it started was lost

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub enum Countdown {
    At(u32),
    Returned,
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Countdown::At(start)
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        match *self {
            Countdown::At(0) => {
                *self = Countdown::Returned;
                State::Returned(format!("lift-off after {}", 0))
            }
            Countdown::At(n) => {
                *self = Countdown::At(n - 1);
                State::Yielded(n)
            }
            Countdown::Returned => panic!("this countdown has already returned"),
        }
    }
}
