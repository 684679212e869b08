//! Style: an iterator in a field stores how far it has come.

use std::iter::Rev;
use std::ops::RangeInclusive;

use crate::coroutine::{Coroutine, State};

/// Counts down, one number for each resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
    numbers: Option<Rev<RangeInclusive<u32>>>,
}

impl Countdown {
    /// Creates a countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Self {
            start,
            numbers: Some((1..=start).rev()),
        }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        let Some(numbers) = &mut self.numbers else {
            panic!("resumed, though it has already returned")
        };
        if let Some(n) = numbers.next() {
            return State::Yielded(n);
        }
        self.numbers = None;
        State::Returned(format!("lift-off after {}", self.start))
    }
}
