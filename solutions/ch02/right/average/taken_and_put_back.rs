//! Style: the state is taken out, and the next one is put in its place.

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
        match mem::replace(self, Average::Returned) {
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
                None => State::Returned(count),
            },
            Average::Returned => panic!("this average has already returned"),
        }
    }
}
