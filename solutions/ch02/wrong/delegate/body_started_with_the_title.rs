//! Belief: a part starts when the whole starts: the first line must be ready once it is asked
//! for.
//! Rejected by: the_title_comes_first_and_the_body_does_not_run_before_it
//! Saying: before anybody asked

use crate::coroutine::{Coroutine, State};

/// A title, what `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: String,
    body: B,
    first: Option<State<String, usize>>,
    step: Step,
}

impl<B> Report<B> {
    /// A report of `body` under `title`. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            body,
            first: None,
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
                self.first = Some(self.body.resume(input));
                self.step = Step::Body;
                State::Yielded(format!("# {}", self.title))
            }
            Step::Body => {
                let came = match self.first.take() {
                    Some(first) => first,
                    None => self.body.resume(input),
                };
                match came {
                    State::Yielded(line) => State::Yielded(line),
                    State::Returned(count) => {
                        self.step = Step::Closed(count);
                        State::Yielded(format!("-- {count} lines"))
                    }
                }
            }
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
