//! # Yield from another
//!
//! ```
//! let mut report = Report::new("News", body);
//! assert_eq!(report.resume("hi"), State::Yielded("# News".to_owned()));
//! // The next resumes go to `body`. When it returns 2, the report yields "-- 2 lines".
//! ```
//!
//! A report has a title, a body and a closing line, and the body is a coroutine too. Python writes
//! `yield from`, which does more than a loop over the body: what the caller sends goes down to the body, and
//! what the body returns becomes a value in the report. A loop that takes all lines in one resume loses both.
//!
//! ```python
//! def report(title, body):
//!     yield f"# {title}"
//!     count = yield from body
//!     yield f"-- {count} lines"
//!     return count
//! ```
//!
//! Write `Report`, which does the same with any body, even with another report. Requirements:
//!
//! Title:
//!
//! 1. The first resume yields `# {title}`. Neither `Report::new` nor this resume runs the body, and what is
//!    sent with it is ignored.
//!
//! Body:
//!
//! 2. From the second resume on, each resume of the report resumes the body once, until the body returns.
//! 3. The body gets the value that is sent with that resume, including the one that starts the body.
//! 4. What the body yields is yielded in the same resume, unchanged.
//!
//! End:
//!
//! 5. The resume in which the body returns its count yields `-- {count} lines`, and `lines` stays the same if
//!    the count is 1.
//! 6. The resume after that returns the count. What is sent with it is ignored.
//! 7. The body is not resumed after it has returned, not even by a resume after the report's own return.
//! 8. Each resume after the report's return panics, and the panic message contains `already returned`.
//!
//! All reports:
//!
//! 9. Two reports do not change each other, even if one is the body of the other and their titles are equal.
//!
//! Left open: how you store the state, and what happens if the body panics.

use crate::coroutine::{Coroutine, State};

/// A title line, the lines that `body` yields, and a closing line.
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
    /// Creates a report of `body` with this title. Nothing of it has run.
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
