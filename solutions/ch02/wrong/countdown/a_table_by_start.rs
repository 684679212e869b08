//! Belief: its start tells which countdown it is, so a table can remember how far each has come.
//! Rejected by: two_countdowns_do_not_disturb_each_other
//! Saying: another one, from 4

use std::cell::RefCell;
use std::collections::HashMap;

use crate::coroutine::{Coroutine, State};

thread_local! {
    /// What comes next, by where the countdown started; `None` once it has returned.
    static NEXT: RefCell<HashMap<u32, Option<u32>>> = RefCell::default();
}

/// Counts down, one number a resume.
#[derive(Debug)]
pub struct Countdown {
    start: u32,
}

impl Countdown {
    /// A countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        NEXT.with_borrow_mut(|next| next.insert(start, Some(start)));
        Self { start }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        let start = self.start;
        let next = NEXT.with_borrow(|next| next[&start]);
        let n = next.expect("this countdown has already returned");
        NEXT.with_borrow_mut(|next| next.insert(start, n.checked_sub(1)));
        match n {
            0 => State::Returned(format!("lift-off after {start}")),
            _ => State::Yielded(n),
        }
    }
}
