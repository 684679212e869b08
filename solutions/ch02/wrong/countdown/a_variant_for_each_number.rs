//! Belief: each number that can come is a state of its own.
//! Rejected by: it_yields_each_number_once_from_start_down_to_1
//! Saying: countdown from 7

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub enum Countdown {
    Start { start: u32 },
    Three { start: u32 },
    Two { start: u32 },
    One { start: u32 },
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
        let (next, n) = match *self {
            Countdown::Start { start } if start > 3 => (Countdown::Three { start }, start),
            Countdown::Start { start: 3 } => (Countdown::Three { start: 3 }, 3),
            Countdown::Start { start: 2 } => (Countdown::Two { start: 2 }, 2),
            Countdown::Start { start: 1 } => (Countdown::One { start: 1 }, 1),
            Countdown::Three { start } => (Countdown::Two { start }, 2),
            Countdown::Two { start } => (Countdown::One { start }, 1),
            Countdown::One { start } | Countdown::Start { start } => {
                *self = Countdown::Returned;
                return State::Returned(format!("lift-off after {start}"));
            }
            Countdown::Returned => panic!("this countdown has already returned"),
        };
        *self = next;
        State::Yielded(n)
    }
}
