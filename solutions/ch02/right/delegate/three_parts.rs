//! Style: three small coroutines, one after another.

use crate::coroutine::{Coroutine, State};

/// A coroutine that yields one line and returns a number, whatever is sent.
#[derive(Debug)]
struct Line {
    text: Option<String>,
    number: Option<usize>,
}

impl Line {
    fn new(text: String, number: usize) -> Self {
        Self {
            text: Some(text),
            number: Some(number),
        }
    }

    fn resume(&mut self) -> State<String, usize> {
        match self.text.take() {
            Some(text) => State::Yielded(text),
            None => State::Returned(self.number.take().expect("already returned")),
        }
    }
}

/// A title line, the lines that `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: Line,
    body: B,
    in_body: bool,
    closing: Option<Line>,
}

impl<B> Report<B> {
    /// Creates a report of `body` with this title. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: Line::new(format!("# {title}"), 0),
            body,
            in_body: false,
            closing: None,
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        if !self.in_body {
            match self.title.resume() {
                State::Yielded(title) => return State::Yielded(title),
                State::Returned(_) => self.in_body = true,
            }
        }
        if self.closing.is_none() {
            match self.body.resume(input) {
                State::Yielded(line) => return State::Yielded(line),
                State::Returned(count) => {
                    self.closing = Some(Line::new(format!("-- {count} lines"), count));
                }
            }
        }
        self.closing.as_mut().expect("it was set above").resume()
    }
}
