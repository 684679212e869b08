//! Belief: each resume begins with a total of 0.
//! Rejected by: each_number_is_counted_and_yields_the_average_of_all_so_far
//! Saying: those before it were not kept

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub struct Average {
    started: bool,
    count: usize,
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
        assert!(!self.over, "this average has already returned");
        if !self.started {
            self.started = true;
            return State::Yielded(None);
        }
        let mut total = 0.0;
        let mut count = 0;
        let Some(number) = number else {
            self.over = true;
            return State::Returned(self.count);
        };
        total += number;
        count += 1;
        self.count += count;
        State::Yielded(Some(total / count as f64))
    }
}
