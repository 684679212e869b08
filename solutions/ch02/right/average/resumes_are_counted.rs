//! Style: the number of resumes replaces all states.

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub struct Average {
    resumes: usize,
    sum: f64,
    over: bool,
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
        assert!(!self.over, "already returned");
        let counted_before = self.resumes.checked_sub(1);
        self.resumes += 1;
        match (counted_before, number) {
            (None, _) => State::Yielded(None),
            (Some(count), None) => {
                self.over = true;
                State::Returned(count)
            }
            (Some(count), Some(number)) => {
                self.sum += number;
                State::Yielded(Some(self.sum / (count + 1) as f64))
            }
        }
    }
}
