//! Style: a Result: the body while it runs, and after that its count.

use crate::coroutine::{Coroutine, State};

/// A title line, the lines that `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: String,
    titled: bool,
    part: Result<B, usize>,
    over: bool,
}

impl<B> Report<B> {
    /// Creates a report of `body` with this title. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            titled: false,
            part: Ok(body),
            over: false,
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        if self.over {
            panic!("cannot resume: already returned");
        }
        if !self.titled {
            self.titled = true;
            return State::Yielded(String::from("# ") + &self.title);
        }
        let count = match &mut self.part {
            Ok(body) => match body.resume(input) {
                State::Yielded(line) => return State::Yielded(line),
                State::Returned(count) => count,
            },
            Err(count) => {
                self.over = true;
                return State::Returned(*count);
            }
        };
        self.part = Err(count);
        State::Yielded(format!("-- {count} lines"))
    }
}
