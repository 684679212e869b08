//! Belief: nobody sends more numbers than fit.
//! Rejected by: each_number_is_counted_and_yields_the_average_of_all_so_far
//! Saying: the last 1000 numbers alone

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug)]
pub struct Average {
    numbers: [f64; 1_000],
    count: usize,
    started: bool,
    over: bool,
}

impl Default for Average {
    fn default() -> Self {
        Self {
            numbers: [0.0; 1_000],
            count: 0,
            started: false,
            over: false,
        }
    }
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
        assert!(!self.over, "this average has already returned");
        if !self.started {
            self.started = true;
            return State::Yielded(None);
        }
        let Some(number) = number else {
            self.over = true;
            return State::Returned(self.count);
        };
        self.numbers[self.count % 1_000] = number;
        self.count += 1;
        let kept = self.count.min(1_000);
        State::Yielded(Some(self.numbers[..kept].iter().sum::<f64>() / kept as f64))
    }
}
