//! Belief: the count has been yielded in the closing line, so there is nothing left to return.
//! Rejected by: the_resume_after_the_closing_line_returns_the_count
//! Saying: returned 0

use crate::coroutine::{Coroutine, State};

/// A title, what `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: String,
    body: B,
    step: Step,
}

impl<B> Report<B> {
    /// A report of `body` under `title`. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            body,
            step: Step::Title,
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        match self.step {
            Step::Title => {
                self.step = Step::Body;
                State::Yielded(format!("# {}", self.title))
            }
            Step::Body => match self.body.resume(input) {
                State::Yielded(line) => State::Yielded(line),
                State::Returned(count) => {
                    self.step = Step::Closed(count);
                    State::Yielded(format!("-- {count} lines"))
                }
            },
            Step::Closed(count) => {
                let _ = count;
                self.step = Step::Over;
                State::Returned(0)
            }
            Step::Over => {
                panic!("this report has already returned")
            }
        }
    }
}

#[derive(Debug)]
enum Step {
    Title,
    Body,
    Closed(usize),
    Over,
}
