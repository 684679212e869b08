//! Style: a closure that replaces what it has captured.

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
pub struct Average(Box<dyn FnMut(Option<f64>) -> State<Option<f64>, usize>>);

impl Average {
    /// Creates an average without a number. Nothing of it has run.
    pub fn new() -> Self {
        let mut started = false;
        let mut numbers = Some((0.0, 0_usize));
        Self(Box::new(move |number| {
            let (total, count) = numbers.expect("this average has already returned");
            if !started {
                started = true;
                return State::Yielded(None);
            }
            let Some(number) = number else {
                numbers = None;
                return State::Returned(count);
            };
            numbers = Some((total + number, count + 1));
            State::Yielded(Some((total + number) / (count + 1) as f64))
        }))
    }
}

impl Default for Average {
    fn default() -> Self {
        Self::new()
    }
}

impl Coroutine for Average {
    type In = Option<f64>;
    type Yield = Option<f64>;
    type Return = usize;

    fn resume(&mut self, number: Option<f64>) -> State<Option<f64>, usize> {
        (self.0)(number)
    }
}
