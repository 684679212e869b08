//! Style: the average is moved towards each number; no sum is stored.

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub struct Average {
    /// None before the first resume.
    mean_and_count: Option<(f64, usize)>,
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
        if self.over {
            panic!("an average that has already returned cannot take in {number:?}");
        }
        let Some((mean, count)) = &mut self.mean_and_count else {
            self.mean_and_count = Some((0.0, 0));
            return State::Yielded(None);
        };
        match number {
            Some(number) => {
                *count += 1;
                *mean += (number - *mean) / *count as f64;
                State::Yielded(Some(*mean))
            }
            None => {
                self.over = true;
                State::Returned(*count)
            }
        }
    }
}
