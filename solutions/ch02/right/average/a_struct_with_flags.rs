//! Style: a struct with two flags, for started and for returned.

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub struct Average {
    started: bool,
    over: bool,
    total: f64,
    count: usize,
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
        assert!(!self.over, "this average has already returned");
        if !self.started {
            self.started = true;
            return State::Yielded(None);
        }
        let Some(number) = number else {
            self.over = true;
            return State::Returned(self.count);
        };
        self.total += number;
        self.count += 1;
        State::Yielded(Some(self.total / self.count as f64))
    }
}
