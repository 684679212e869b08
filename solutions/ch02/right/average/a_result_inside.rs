//! Style: an Option while it has not run, Ok while it waits, Err once it is over.

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub struct Average {
    run: Option<Result<(usize, f64), ()>>,
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
        match (&mut self.run, number) {
            (run @ None, _) => {
                *run = Some(Ok((0, 0.0)));
                State::Yielded(None)
            }
            (Some(Ok((count, total))), Some(number)) => {
                *count += 1;
                *total += number;
                State::Yielded(Some(*total / *count as f64))
            }
            (run @ Some(Ok(_)), None) => {
                let ended = run.replace(Err(()));
                State::Returned(ended.and_then(Result::ok).map_or(0, |(count, _)| count))
            }
            (Some(Err(())), _) => panic!("the average has already returned its count"),
        }
    }
}
