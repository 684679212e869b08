//! Style: an iterator of what each resume gives, the return last.

use std::iter::once_with;

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
pub struct Countdown(Box<dyn Iterator<Item = State<u32, String>>>);

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        let yields = (1..=start).rev().map(State::Yielded);
        let end = once_with(move || State::Returned(format!("lift-off after {start}")));
        Self(Box::new(yields.chain(end).fuse()))
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        self.0
            .next()
            .expect("this countdown has already returned; it cannot be resumed")
    }
}
