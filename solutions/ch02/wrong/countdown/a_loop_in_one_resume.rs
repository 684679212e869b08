//! Belief: a resume may run the whole loop: the yields are for whoever looks.
//! Rejected by: it_yields_each_number_once_from_start_down_to_1
//! Saying: each number needs a resume of its own

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
        for n in (1..=start.min(100)).rev() {
            let _ = State::<u32, String>::Yielded(n);
        }
        *self = Countdown::Returned;
        State::Returned(format!("lift-off after {start}"))
    }
}
