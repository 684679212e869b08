//! # Send a number, get the average
//!
//! A generator can be sent values. This one keeps a running average: you send a number in, it yields
//! the average of all numbers so far. The first resume has nowhere to deliver a number to, because no
//! `yield` waits for it yet; Python's `send` refuses it, and everybody trips over it once. Yours
//! ignores it.
//!
//! ```python
//! def average():
//!     total, count, mean = 0, 0, None
//!     while True:
//!         number = yield mean
//!         if number is None:
//!             return count
//!         total += number
//!         count += 1
//!         mean = total / count
//! ```
//!
//! Write `Average`, which otherwise does the same. It is judged by these promises:
//!
//! - The first resume only runs it to its first `yield`: it yields `None`, and what was sent with it,
//!   a number or `None`, changes nothing.
//! - From then on, each `Some(number)` is counted, and it yields `Some` of the average of all numbers
//!   that were counted, this one included. `NaN` is counted too, as in Python: the average is then
//!   `NaN`.
//! - Sending `None` ends it: it returns how many numbers were counted, 0 where none came.
//! - Two averages do not disturb each other.
//! - A resume after the return panics, and its message contains the words `already returned`.

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
