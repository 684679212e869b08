//! Style: the number of resumes tells which number comes next.

use std::cmp::Ordering;

use crate::coroutine::{Coroutine, State};

/// Counts down, one number for each resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
    resumes: u64,
}

impl Countdown {
    /// Creates a countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        Self { start, resumes: 0 }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        let start = u64::from(self.start);
        let before = self.resumes;
        self.resumes += 1;
        match before.cmp(&start) {
            Ordering::Less => State::Yielded(self.start - before as u32),
            Ordering::Equal => State::Returned(format!("lift-off after {start}")),
            Ordering::Greater => panic!("a countdown from {start} has already returned"),
        }
    }
}
