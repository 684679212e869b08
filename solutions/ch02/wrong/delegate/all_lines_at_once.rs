//! Belief: yield from is a loop over what the part yields.
//! Rejected by: what_the_body_yields_is_passed_on_one_yield_a_resume
//! Saying: in one go

use std::collections::VecDeque;

use crate::coroutine::{Coroutine, State};

/// A title, what `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: String,
    body: B,
    lines: Option<VecDeque<String>>,
    count: usize,
    step: Step,
}

impl<B> Report<B> {
    /// A report of `body` under `title`. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            body,
            lines: None,
            count: 0,
            step: Step::Title,
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B>
where
    B::In: Clone,
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
                if self.lines.is_none() {
                    let mut lines = VecDeque::new();
                    self.count = loop {
                        match self.body.resume(input.clone()) {
                            State::Yielded(line) => lines.push_back(line),
                            State::Returned(count) => break count,
                        }
                    };
                    self.lines = Some(lines);
                }
                match self.lines.as_mut().and_then(VecDeque::pop_front) {
                    Some(line) => State::Yielded(line),
                    None => {
                        self.step = Step::Closed;
                        State::Yielded(format!("-- {} lines", self.count))
                    }
                }
            }
            Step::Closed => {
                self.step = Step::Over;
                State::Returned(self.count)
            }
            Step::Over => panic!("this report has already returned"),
        }
    }
}

#[derive(Debug)]
enum Step {
    Title,
    Body,
    Closed,
    Over,
}
