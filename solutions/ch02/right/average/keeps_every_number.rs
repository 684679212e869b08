//! Style: all numbers are stored, and averaged again each time.

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
#[derive(Debug, Default)]
pub struct Average {
    stage: Stage,
    numbers: Vec<f64>,
}

#[derive(Debug, Default)]
enum Stage {
    #[default]
    Unborn,
    Waiting,
    Over,
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
        match self.stage {
            Stage::Unborn => {
                self.stage = Stage::Waiting;
                State::Yielded(None)
            }
            Stage::Waiting => match number {
                Some(number) => {
                    self.numbers.push(number);
                    let sum: f64 = self.numbers.iter().sum();
                    State::Yielded(Some(sum / self.numbers.len() as f64))
                }
                None => {
                    self.stage = Stage::Over;
                    State::Returned(self.numbers.len())
                }
            },
            Stage::Over => panic!("it has already returned"),
        }
    }
}
