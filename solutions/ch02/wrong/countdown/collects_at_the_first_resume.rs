//! Belief: the first resume runs it all, and later ones hand out what it made.
//! Rejected by: making_a_countdown_runs_nothing_and_a_resume_runs_to_the_next_stop
//! Saying: has not returned

use std::collections::VecDeque;

use crate::coroutine::{Coroutine, State};

/// Counts down, one number a resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
    numbers: Option<VecDeque<u32>>,
    over: bool,
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Self {
            start,
            numbers: None,
            over: false,
        }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        assert!(!self.over, "this countdown has already returned");
        let start = self.start;
        let numbers = self.numbers.get_or_insert_with(|| {
            let mut numbers = VecDeque::new();
            let mut n = start;
            while n > 0 {
                numbers.push_back(n);
                n -= 1;
            }
            numbers
        });
        match numbers.pop_front() {
            Some(number) => State::Yielded(number),
            None => {
                self.over = true;
                State::Returned(format!("lift-off after {start}"))
            }
        }
    }
}
