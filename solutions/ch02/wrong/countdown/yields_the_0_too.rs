//! Belief: the loop runs while n is not below 0.
//! Rejected by: the_resume_after_the_1_returns_what_it_started_from
//! Saying: should return "lift-off after 5"

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub enum Countdown {
    Start { start: u32 },
    Yielded { start: u32, n: u32 },
    Returned,
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
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
            Countdown::Start { start } => (start, Some(start)),
            Countdown::Yielded { start, n } => (start, n.checked_sub(1)),
            Countdown::Returned => panic!("this countdown has already returned"),
        };
        match n {
            Some(n) => {
                *self = Countdown::Yielded { start, n };
                State::Yielded(n)
            }
            None => {
                *self = Countdown::Returned;
                State::Returned(format!("lift-off after {start}"))
            }
        }
    }
}
