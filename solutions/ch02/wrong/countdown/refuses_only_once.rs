//! Belief: the state taken out for the refusal need not be put back.
//! Rejected by: a_resume_after_the_return_panics_with_already_returned
//! Saying: the second resume after the return gave

use std::mem;

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
        match mem::replace(self, Countdown::Start { start: 0 }) {
            Countdown::Start { start: n @ start } | Countdown::Yielded { start, n } if n > 0 => {
                *self = Countdown::Yielded { start, n: n - 1 };
                State::Yielded(n)
            }
            Countdown::Start { start } | Countdown::Yielded { start, .. } => {
                *self = Countdown::Returned;
                State::Returned(format!("lift-off after {start}"))
            }
            Countdown::Returned => panic!("this countdown has already returned"),
        }
    }
}
