//! Belief: there is one report, so its step can live beside the function.
//! Rejected by: a_report_can_be_the_body_of_a_report
//! Saying: disturb

use std::cell::Cell;

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
        match STEP.get() {
            Step::Title => {
                STEP.set(Step::Body);
                State::Yielded(format!("# {}", self.title))
            }
            Step::Body => match self.body.resume(input) {
                State::Yielded(line) => State::Yielded(line),
                State::Returned(count) => {
                    STEP.set(Step::Closed(count));
                    State::Yielded(format!("-- {count} lines"))
                }
            },
            Step::Closed(count) => {
                STEP.set(Step::Over);
                State::Returned(count)
            }
            Step::Over => {
                panic!("this report has already returned")
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Title,
    Body,
    Closed(usize),
    Over,
}

thread_local! {
    static STEP: Cell<Step> = const { Cell::new(Step::Title) };
}
