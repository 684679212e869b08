//! Belief: a count of lines fits into 32 bits.
//! Rejected by: the_resume_after_the_closing_line_returns_the_count
//! Saying: has been lost between the closing line and the end

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
    AtClosing { count: u32 },
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
                    self.stopped = Stopped::AtClosing {
                        count: count as u32,
                    };
                    State::Yielded(format!("-- {count} lines"))
                }
            },
            Stopped::AtClosing { count } => {
                self.stopped = Stopped::AtEnd;
                State::Returned(count as usize)
            }
            Stopped::AtEnd => panic!("this report has already returned"),
        }
    }
}
