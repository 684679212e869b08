//! Belief: a generator is a list that is read one by one.
//! Rejected by: making_a_countdown_runs_nothing_and_a_resume_runs_to_the_next_stop
//! Saying: has not returned

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
    numbers: Vec<u32>,
    next: usize,
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        let numbers = (1..=start).rev().collect();
        Self {
            start,
            numbers,
            next: 0,
        }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        let number = self.numbers.get(self.next).copied();
        self.next += 1;
        match number {
            Some(number) => State::Yielded(number),
            None if self.next == self.numbers.len() + 1 => {
                State::Returned(format!("lift-off after {}", self.start))
            }
            None => panic!("this countdown has already returned"),
        }
    }
}
