//! Style: a struct with optional fields, which together are the state.

use crate::coroutine::{Coroutine, State};

/// A title line, the lines that `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: Option<String>,
    body: Option<B>,
    count: Option<usize>,
}

impl<B> Report<B> {
    /// Creates a report of `body` with this title. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: Some(format!("# {title}")),
            body: Some(body),
            count: None,
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        if let Some(title) = self.title.take() {
            return State::Yielded(title);
        }
        if let Some(body) = &mut self.body {
            let came = body.resume(input);
            let State::Returned(count) = came else {
                return came;
            };
            self.body = None;
            self.count = Some(count);
            return State::Yielded(format!("-- {count} lines"));
        }
        State::Returned(self.count.take().expect("this report has already returned"))
    }
}
