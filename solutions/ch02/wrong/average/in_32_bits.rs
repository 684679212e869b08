//! Belief: a float is a float.
//! Rejected by: each_number_is_counted_and_yields_the_average_of_all_so_far
//! Saying: right but for rounding

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub struct Average {
    started: bool,
    over: bool,
    total: f32,
    count: usize,
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
        self.total += number as f32;
        self.count += 1;
        State::Yielded(Some(f64::from(self.total / self.count as f32)))
    }
}
