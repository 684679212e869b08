//! Belief: a resume starts the function again.
//! Rejected by: it_yields_each_number_once_from_start_down_to_1
//! Saying: started again from the top

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
        let Countdown::Start { start } = *self else {
            panic!("this countdown has already returned");
        };
        let mut n = start;
        if n > 0 {
            let now = n;
            n -= 1;
            let _ = n;
            return State::Yielded(now);
        }
        *self = Countdown::Returned;
        State::Returned(format!("lift-off after {start}"))
    }
}
