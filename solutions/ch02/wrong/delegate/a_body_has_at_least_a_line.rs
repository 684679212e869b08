//! Belief: every body yields something before it returns.
//! Rejected by: the_resume_in_which_the_body_returns_yields_the_closing_line
//! Saying: a body without a line

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
                self.step = Step::Start;
                State::Yielded(format!("# {}", self.title))
            }
            Step::Start => {
                self.step = Step::Body;
                match self.body.resume(input) {
                    State::Yielded(line) => State::Yielded(line),
                    State::Returned(count) => State::Returned(count),
                }
            }
            Step::Body => match self.body.resume(input) {
                State::Yielded(line) => State::Yielded(line),
                State::Returned(count) => {
                    self.step = Step::Closed(count);
                    State::Yielded(format!("-- {count} lines"))
                }
            },
            Step::Closed(count) => {
                self.step = Step::Over;
                State::Returned(count)
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
    Start,
    Body,
    Closed(usize),
    Over,
}
