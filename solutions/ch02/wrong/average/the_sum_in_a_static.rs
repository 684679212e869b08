//! Belief: what outlives a call must live in a static.
//! Rejected by: two_averages_do_not_disturb_each_other
//! Saying: they share what each should remember

use std::cell::Cell;

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub struct Average {
    started: bool,
    over: bool,
}

thread_local! {
    static TOTAL_AND_COUNT: Cell<(f64, usize)> = const { Cell::new((0.0, 0)) };
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
            TOTAL_AND_COUNT.set((0.0, 0));
            return State::Yielded(None);
        }
        let (total, count) = TOTAL_AND_COUNT.get();
        let Some(number) = number else {
            self.over = true;
            return State::Returned(count);
        };
        TOTAL_AND_COUNT.set((total + number, count + 1));
        State::Yielded(Some((total + number) / (count + 1) as f64))
    }
}
