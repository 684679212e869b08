//! Belief: any panic says enough.
//! Rejected by: a_resume_after_the_return_panics
//! Saying: already returned

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
                self.step = Step::Over;
                State::Returned(count)
            }
            Step::Over => {
                unreachable!()
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
