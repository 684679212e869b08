//! Style: a countdown is a number, followed by the countdown from the number below.

use crate::coroutine::{Coroutine, State};

/// Counts down, one number for each resume.
#[derive(Debug)]
pub enum Countdown {
    Whole(u32),
    Rest(u32, Box<Countdown>),
    Over,
}

impl Countdown {
    /// Creates a countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Countdown::Whole(start)
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        match self {
            Countdown::Whole(0) => {
                *self = Countdown::Over;
                State::Returned("lift-off after 0".to_owned())
            }
            Countdown::Whole(start) => {
                let start = *start;
                *self = Countdown::Rest(start, Box::new(Countdown::Whole(start - 1)));
                State::Yielded(start)
            }
            Countdown::Rest(start, rest) => match rest.resume(()) {
                State::Yielded(n) => State::Yielded(n),
                State::Returned(_) => {
                    let text = format!("lift-off after {start}");
                    *self = Countdown::Over;
                    State::Returned(text)
                }
            },
            Countdown::Over => panic!("it has already returned"),
        }
    }
}
