//! Belief: the refusal takes the state with it.
//! Rejected by: a_resume_after_the_return_panics_with_already_returned
//! Saying: the second resume after the return

use std::mem;

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub enum Average {
    #[default]
    Start,
    Waiting {
        total: f64,
        count: usize,
    },
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
        match mem::take(self) {
            Average::Start => {
                *self = Average::Waiting {
                    total: 0.0,
                    count: 0,
                };
                State::Yielded(None)
            }
            Average::Waiting { total, count } => match number {
                Some(number) => {
                    let (total, count) = (total + number, count + 1);
                    *self = Average::Waiting { total, count };
                    State::Yielded(Some(total / count as f64))
                }
                None => {
                    *self = Average::Returned;
                    State::Returned(count)
                }
            },
            Average::Returned => panic!("this average has already returned"),
        }
    }
}
