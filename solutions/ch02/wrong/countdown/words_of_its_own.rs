//! Belief: what it returns is for people, who understand it anyway.
//! Rejected by: the_resume_after_the_1_returns_what_it_started_from
//! Saying: wanted "lift-off after 5"

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
            Countdown::Start { start } => (start, start),
            Countdown::Yielded { start, n } => (start, n - 1),
            Countdown::Returned => panic!("this countdown has already returned"),
        };
        if n > 0 {
            *self = Countdown::Yielded { start, n };
            return State::Yielded(n);
        }
        *self = Countdown::Returned;
        State::Returned(format!("Lift-off after {start}!"))
    }
}
