//! Belief: as in Python, a part is started by `next`, which sends nothing.
//! Rejected by: what_is_sent_reaches_the_body_exactly_once
//! Saying: never reached the body

use crate::coroutine::{Coroutine, State};

/// A title, what `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: String,
    body: B,
    started: bool,
    step: Step,
}

impl<B> Report<B> {
    /// A report of `body` under `title`. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            body,
            started: false,
            step: Step::Title,
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B>
where
    B::In: Default,
{
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        match self.step {
            Step::Title => {
                self.step = Step::Body;
                State::Yielded(format!("# {}", self.title))
            }
            Step::Body => {
                let sending = if self.started {
                    input
                } else {
                    B::In::default()
                };
                self.started = true;
                match self.body.resume(sending) {
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
