//! Style: a closure that captures what a state would store.

use crate::coroutine::{Coroutine, State};

/// Counts down, one number for each resume.
pub struct Countdown(Box<dyn FnMut() -> State<u32, String>>);

impl Countdown {
    /// Creates a countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        let (mut n, mut over) = (start, false);
        Self(Box::new(move || {
            if n > 0 {
                n -= 1;
                return State::Yielded(n + 1);
            }
            if std::mem::replace(&mut over, true) {
                panic!("it has already returned");
            }
            State::Returned(format!("lift-off after {start}"))
        }))
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        (self.0)()
    }
}
