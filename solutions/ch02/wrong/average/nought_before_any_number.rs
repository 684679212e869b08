//! Belief: the average of no numbers is 0.
//! Rejected by: the_first_resume_yields_none_whatever_is_sent_with_it
//! Saying: of no numbers there is no average

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
            return State::Yielded(number.map_or(Some(0.0), |_| None));
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
