//! Belief: an empty line means that there is nothing more.
//! Rejected by: what_the_body_yields_is_passed_on_one_yield_a_resume
//! Saying: the body has not returned

use crate::coroutine::{Coroutine, State};

/// A title, what `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: String,
    body: B,
    passed: usize,
    step: Step,
}

impl<B> Report<B> {
    /// A report of `body` under `title`. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            body,
            passed: 0,
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
                State::Yielded(line) if !line.is_empty() => {
                    self.passed += 1;
                    State::Yielded(line)
                }
                State::Yielded(_) => {
                    self.step = Step::Closed(self.passed);
                    State::Yielded(format!("-- {} lines", self.passed))
                }
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
    Body,
    Closed(usize),
    Over,
}
