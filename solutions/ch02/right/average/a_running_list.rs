//! Style: a queue of partial sums, of which only the last one matters.

use std::collections::VecDeque;

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub struct Average {
    /// The sums after no number, after one, and so on; empty before the first resume.
    sums: VecDeque<f64>,
    over: bool,
}

impl Average {
    /// An average that has seen no number, and that has not run yet.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Coroutine for Average {
    type In = Option<f64>;
    type Yield = Option<f64>;
    type Return = usize;

    fn resume(&mut self, number: Option<f64>) -> State<Option<f64>, usize> {
        if self.over {
            panic!("already returned");
        }
        match (self.sums.back().copied(), number) {
            (None, _) => {
                self.sums.push_back(0.0);
                State::Yielded(None)
            }
            (Some(sum), Some(number)) => {
                self.sums.push_back(sum + number);
                State::Yielded(Some((sum + number) / (self.sums.len() - 1) as f64))
            }
            (Some(_), None) => {
                self.over = true;
                State::Returned(self.sums.len() - 1)
            }
        }
    }
}
