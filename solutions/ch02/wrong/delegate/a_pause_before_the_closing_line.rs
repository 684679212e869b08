//! Belief: a resume in which the body returns has nothing to yield, so it yields an empty line.
//! Rejected by: the_resume_in_which_the_body_returns_yields_the_closing_line
//! Saying: the resume in which the body returned

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
                    self.step = Step::Close(count);
                    State::Yielded(String::new())
                }
            },
            Step::Closed(count) => {
                self.step = Step::Over;
                State::Returned(count)
            }
            Step::Close(count) => {
                self.step = Step::Closed(count);
                State::Yielded(format!("-- {count} lines"))
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
    Close(usize),
    Closed(usize),
    Over,
}
