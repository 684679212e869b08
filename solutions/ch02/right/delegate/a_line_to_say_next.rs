//! Style: an outbox: lines and a count that are known already come before the body is resumed.

use crate::coroutine::{Coroutine, State};

use std::collections::VecDeque;

/// A title line, the lines that `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    known: VecDeque<State<String, usize>>,
    body: Option<B>,
}

impl<B> Report<B> {
    /// Creates a report of `body` with this title. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            known: VecDeque::from([State::Yielded(format!("# {title}"))]),
            body: Some(body),
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        if let Some(next) = self.known.pop_front() {
            return next;
        }
        let Some(mut body) = self.body.take() else {
            panic!("a report that has already returned was resumed");
        };
        match body.resume(input) {
            State::Yielded(line) => {
                self.body = Some(body);
                State::Yielded(line)
            }
            State::Returned(count) => {
                self.known.push_back(State::Returned(count));
                State::Yielded(format!("-- {count} lines"))
            }
        }
    }
}
