//! Belief: the state to go on with is the one in which it yielded.
//! Rejected by: it_yields_each_number_once_from_start_down_to_1
//! Saying: how far it has come was not kept

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
            Countdown::Yielded { start, n } => (start, n),
            Countdown::Returned => panic!("this countdown has already returned"),
        };
        if n == 0 {
            *self = Countdown::Returned;
            return State::Returned(format!("lift-off after {start}"));
        }
        if n == start && start > 1 {
            *self = Countdown::Yielded { start, n: n - 1 };
        }
        State::Yielded(n)
    }
}
