//! Belief: what outlives a call must live in a static.
//! Rejected by: two_countdowns_do_not_disturb_each_other
//! Saying: they share what each should remember

use std::cell::Cell;

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
    over: bool,
}

thread_local! {
    static N: Cell<u32> = const { Cell::new(0) };
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        N.set(start);
        Self { start, over: false }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        assert!(!self.over, "this countdown has already returned");
        let n = N.get();
        if n > 0 {
            N.set(n - 1);
            return State::Yielded(n);
        }
        self.over = true;
        State::Returned(format!("lift-off after {}", self.start))
    }
}
