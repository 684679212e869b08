//! Belief: whoever has returned returns the same once more.
//! Rejected by: a_resume_after_the_return_panics_with_already_returned
//! Saying: it should panic, because that countdown is over

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
            Countdown::Yielded { start, n } => (start, n.saturating_sub(1)),
            Countdown::Returned => unreachable!(),
        };
        *self = Countdown::Yielded { start, n };
        if n > 0 {
            State::Yielded(n)
        } else {
            State::Returned(format!("lift-off after {start}"))
        }
    }
}
