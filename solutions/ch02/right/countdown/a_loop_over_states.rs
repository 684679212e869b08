//! Style: a loop over states, until one of them stops.

use crate::coroutine::{Coroutine, State};

/// Counts down, one number for each resume.
#[derive(Debug)]
pub enum Countdown {
    Start { start: u32 },
    Condition { start: u32, n: u32 },
    Body { start: u32, n: u32 },
    AfterYield { start: u32, n: u32 },
    End { start: u32 },
    Over,
}

impl Countdown {
    /// Creates a countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Countdown::Start { start }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        loop {
            *self = match *self {
                Countdown::Start { start } => Countdown::Condition { start, n: start },
                Countdown::Condition { start, n: 0 } => Countdown::End { start },
                Countdown::Condition { start, n } => Countdown::Body { start, n },
                Countdown::Body { start, n } => {
                    *self = Countdown::AfterYield { start, n };
                    return State::Yielded(n);
                }
                Countdown::AfterYield { start, n } => Countdown::Condition { start, n: n - 1 },
                Countdown::End { start } => {
                    *self = Countdown::Over;
                    return State::Returned(format!("lift-off after {start}"));
                }
                Countdown::Over => panic!("already returned"),
            }
        }
    }
}
