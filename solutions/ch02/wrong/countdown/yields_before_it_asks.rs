//! Belief: a generator yields at least once.
//! Rejected by: a_countdown_from_0_returns_at_once
//! Saying: without asking whether

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
        match *self {
            Countdown::Start { start } => {
                *self = Countdown::Yielded { start, n: start };
                State::Yielded(start)
            }
            Countdown::Yielded { start, n } if n > 1 => {
                *self = Countdown::Yielded { start, n: n - 1 };
                State::Yielded(n - 1)
            }
            Countdown::Yielded { start, .. } => {
                *self = Countdown::Returned;
                State::Returned(format!("lift-off after {start}"))
            }
            Countdown::Returned => panic!("this countdown has already returned"),
        }
    }
}
