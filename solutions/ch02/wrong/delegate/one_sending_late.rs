//! Belief: the first sending waits for the body as a letter waits in a box: each resume delivers
//! what was sent with the one before.
//! Rejected by: what_is_sent_reaches_the_body_exactly_once
//! Saying: before the body had started

use crate::coroutine::{Coroutine, State};

/// A title, what `body` yields, and a closing line.
pub struct Report<B: Coroutine> {
    title: String,
    body: B,
    letter: Option<B::In>,
    count: Option<usize>,
    returned: bool,
}

impl<B: Coroutine> Report<B> {
    /// A report of `body` under `title`. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            body,
            letter: None,
            count: None,
            returned: false,
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        assert!(!self.returned, "this report has already returned");
        if let Some(count) = self.count {
            self.returned = true;
            return State::Returned(count);
        }
        let Some(letter) = self.letter.replace(input) else {
            return State::Yielded(format!("# {}", self.title));
        };
        match self.body.resume(letter) {
            State::Yielded(line) => State::Yielded(line),
            State::Returned(count) => {
                self.count = Some(count);
                State::Yielded(format!("-- {count} lines"))
            }
        }
    }
}
