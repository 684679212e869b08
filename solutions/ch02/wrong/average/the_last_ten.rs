//! Belief: a running average is the average of the last ten numbers.
//! Rejected by: each_number_is_counted_and_yields_the_average_of_all_so_far
//! Saying: the last 10 numbers alone

use std::collections::VecDeque;

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub enum Average {
    /// It has not run yet.
    #[default]
    Start,
    /// It stopped at its `yield`, which waits for a number.
    Waiting { last: VecDeque<f64>, count: usize },
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
        match (&mut *self, number) {
            (Average::Start, _) => {
                *self = Average::Waiting {
                    last: VecDeque::new(),
                    count: 0,
                };
                State::Yielded(None)
            }
            (Average::Waiting { last, count }, Some(number)) => {
                *count += 1;
                last.push_back(number);
                if last.len() > 10 {
                    last.pop_front();
                }
                State::Yielded(Some(last.iter().sum::<f64>() / last.len() as f64))
            }
            (&mut Average::Waiting { count, .. }, None) => {
                *self = Average::Returned;
                State::Returned(count)
            }
            (Average::Returned, _) => panic!("this average has already returned"),
        }
    }
}
