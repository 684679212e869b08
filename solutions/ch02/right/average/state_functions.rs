//! Style: each stop is a function that returns the next one.

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug)]
pub struct Average {
    total: f64,
    count: usize,
    go_on: fn(&mut Average, Option<f64>) -> State<Option<f64>, usize>,
}

impl Default for Average {
    fn default() -> Self {
        Self {
            total: 0.0,
            count: 0,
            go_on: Self::from_the_top,
        }
    }
}

impl Average {
    fn from_the_top(&mut self, _: Option<f64>) -> State<Option<f64>, usize> {
        self.go_on = Self::at_the_yield;
        State::Yielded(None)
    }

    fn at_the_yield(&mut self, number: Option<f64>) -> State<Option<f64>, usize> {
        if let Some(number) = number {
            self.total += number;
            self.count += 1;
            return State::Yielded(Some(self.total / self.count as f64));
        }
        self.go_on = |_, _| panic!("already returned");
        State::Returned(self.count)
    }
}

impl Average {
    /// Creates an average without a number. Nothing of it has run.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Coroutine for Average {
    type In = Option<f64>;
    type Yield = Option<f64>;
    type Return = usize;

    fn resume(&mut self, number: Option<f64>) -> State<Option<f64>, usize> {
        (self.go_on)(self, number)
    }
}
