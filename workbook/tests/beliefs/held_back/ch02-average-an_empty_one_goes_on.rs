// entry: an_empty_one_goes_on
use crate::coroutine::{Coroutine, State};

#[derive(Debug, Default)]
enum At {
    #[default]
    Start,
    Waiting {
        sum: f64,
        numbers: usize,
    },
    Over,
}

#[derive(Debug, Default)]
pub struct Average {
    at: At,
}

impl Average {
    pub fn new() -> Self {
        Self::default()
    }
}

impl Coroutine for Average {
    type In = Option<f64>;
    type Yield = Option<f64>;
    type Return = usize;

    fn resume(&mut self, number: Option<f64>) -> State<Option<f64>, usize> {
        match &mut self.at {
            At::Start => {
                self.at = At::Waiting { sum: 0.0, numbers: 0 };
                State::Yielded(None)
            }
            At::Waiting { sum, numbers } => match number {
                Some(value) => {
                    *sum += value;
                    *numbers += 1;
                    State::Yielded(Some(*sum / *numbers as f64))
                }
                None if *numbers == 0 => State::Yielded(None),
                None => {
                    let count = *numbers;
                    self.at = At::Over;
                    State::Returned(count)
                }
            },
            At::Over => panic!("it has already returned"),
        }
    }
}
