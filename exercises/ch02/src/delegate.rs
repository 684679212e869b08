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
//! Write `Report`, which does the same with any body. It is judged by these promises:
//!
//! - It yields the title line first; until then the body is not resumed.
//! - Then it passes on all that the body yields, one yield a resume.
//! - What is sent to the report while the body runs reaches the body, each sending exactly once. What
//!   is sent with the resume that starts the body goes to it with its first resume.
//! - When the body returns its count, the same resume yields `-- {count} lines`; the resume after that
//!   returns the count. The body is never resumed after it has returned.
//! - A resume after the return panics, and its message contains the words `already returned`.

use crate::coroutine::{Coroutine, State};

/// A title, what `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: String,
    body: B,
}

impl<B> Report<B> {
    /// A report of `body` under `title`. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            body,
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        let _ = (input, &mut self.body);
        todo!("yield the title {}, then what the body yields", self.title)
    }
}
