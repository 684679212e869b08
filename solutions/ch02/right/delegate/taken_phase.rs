//! Style: an optional phase, taken out in each resume and put back unless it has returned.

use crate::coroutine::{Coroutine, State};

/// A title line, the lines that `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    phase: Option<Phase<B>>,
}

#[derive(Debug)]
enum Phase<B> {
    Title(String, B),
    Body(B),
    End(usize),
}

impl<B> Report<B> {
    /// Creates a report of `body` with this title. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        let phase = Some(Phase::Title(title.to_string(), body));
        Self { phase }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        let (next, line) = match self.phase.take().expect("the report has already returned") {
            Phase::Title(title, body) => (Phase::Body(body), format!("# {title}")),
            Phase::Body(mut body) => match body.resume(input) {
                State::Yielded(line) => (Phase::Body(body), line),
                State::Returned(count) => (Phase::End(count), format!("-- {count} lines")),
            },
            Phase::End(count) => return State::Returned(count),
        };
        self.phase = Some(next);
        State::Yielded(line)
    }
}
