//! Style: each stop is a function, and a field stores a pointer to the next one.

use crate::coroutine::{Coroutine, State};

/// Counts down, one number for each resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
    n: u32,
    go_on: fn(&mut Countdown) -> State<u32, String>,
}

impl Countdown {
    /// Creates a countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Self {
            start,
            n: start,
            go_on: Self::at_the_condition,
        }
    }

    fn at_the_condition(&mut self) -> State<u32, String> {
        if self.n > 0 {
            self.go_on = Self::behind_the_yield;
            return State::Yielded(self.n);
        }
        self.go_on = Self::behind_the_return;
        State::Returned(format!("lift-off after {}", self.start))
    }

    fn behind_the_yield(&mut self) -> State<u32, String> {
        self.n -= 1;
        self.at_the_condition()
    }

    fn behind_the_return(&mut self) -> State<u32, String> {
        panic!("a countdown that has already returned was resumed")
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        (self.go_on)(self)
    }
}
