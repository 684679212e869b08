//! Belief: NaN is not a number, so it does not count.
//! Rejected by: sending_none_returns_how_many_were_counted
//! Saying: NaN is counted like every other number

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub enum Average {
    /// It has not run yet.
    #[default]
    Start,
    /// It stopped at its `yield`, which waits for a number.
    Waiting { total: f64, count: usize },
    /// It came to its end.
    Returned,
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
        let (total, count) = match (&*self, number) {
            (Average::Start, _) => {
                *self = Average::Waiting {
                    total: 0.0,
                    count: 0,
                };
                return State::Yielded(None);
            }
            (Average::Waiting { total, count }, Some(number)) if number.is_nan() => {
                (*total, *count)
            }
            (Average::Waiting { total, count }, Some(number)) => (total + number, count + 1),
            (&Average::Waiting { count, .. }, None) => {
                *self = Average::Returned;
                return State::Returned(count);
            }
            (Average::Returned, _) => panic!("this average has already returned"),
        };
        *self = Average::Waiting { total, count };
        State::Yielded(Some(total / count as f64))
    }
}
