//! Style: an enum whose variants own what they need, each moved into the next.

use crate::coroutine::{Coroutine, State};

use std::mem;

/// A title line, the lines that `body` yields, and a closing line.
#[derive(Debug)]
pub enum Report<B> {
    Start { title: String, body: B },
    Body { body: B },
    Closed { count: usize },
    Over,
}

impl<B> Report<B> {
    /// Creates a report of `body` with this title. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        let title = title.to_owned();
        Self::Start { title, body }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        match mem::replace(self, Self::Over) {
            Self::Start { title, body } => {
                *self = Self::Body { body };
                State::Yielded(format!("# {title}"))
            }
            Self::Body { mut body } => match body.resume(input) {
                State::Yielded(line) => {
                    *self = Self::Body { body };
                    State::Yielded(line)
                }
                State::Returned(count) => {
                    *self = Self::Closed { count };
                    State::Yielded(format!("-- {count} lines"))
                }
            },
            Self::Closed { count } => State::Returned(count),
            Self::Over => panic!("this report has already returned"),
        }
    }
}
