//! # Yield from another
//!
//! A report has a title, a body and a closing line. The body is a coroutine of its own, and the report
//! runs it as a part of itself. Python writes `yield from`; it means more than a loop that passes the
//! values up: what the caller sends goes down into the part, and what the part returns comes back as
//! a value.
//!
//! ```python
//! def report(title, body):
//!     yield f"# {title}"
//!     count = yield from body
//!     yield f"-- {count} lines"
//!     return count
//! ```
//!
//! Write `Report`, which does the same with any body, even with another report as its body. It is
//! judged by these promises:
//!
//! - The first resume yields the title line; until then the body is not resumed.
//! - From the second resume on, the report passes on all that the body yields: one yield a resume, and
//!   for it the body is resumed once.
//! - What is sent with a resume in which the body runs goes to the body in that same resume, also with
//!   the one that starts it: each sending exactly once. What is sent with any other resume goes
//!   nowhere.
//! - When the body returns its count, the same resume yields `-- {count} lines`; the resume after that
//!   returns the count. The body is never resumed after it has returned.
//! - A resume after the return panics, and its message contains the words `already returned`.

use crate::coroutine::{Coroutine, State};

/// A title, what `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: String,
    body: B,
    stopped: Stopped,
}

/// Where it stopped.
#[derive(Debug)]
enum Stopped {
    AtStart,
    InBody,
    AtClosing { count: usize },
    AtEnd,
}

impl<B> Report<B> {
    /// A report of `body` under `title`. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            body,
            stopped: Stopped::AtStart,
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        match self.stopped {
            Stopped::AtStart => {
                self.stopped = Stopped::InBody;
                State::Yielded(format!("# {}", self.title))
            }
            Stopped::InBody => match self.body.resume(input) {
                State::Yielded(line) => State::Yielded(line),
                State::Returned(count) => {
                    self.stopped = Stopped::AtClosing { count };
                    State::Yielded(format!("-- {count} lines"))
                }
            },
            Stopped::AtClosing { count } => {
                self.stopped = Stopped::AtEnd;
                State::Returned(count)
            }
            Stopped::AtEnd => panic!("this report has already returned"),
        }
    }
}
