//! Style: the state is a pointer to the function that runs next.

use crate::coroutine::{Coroutine, State};

/// The result of a resume.
type Came = State<String, usize>;

/// A title line, the lines that `body` yields, and a closing line.
pub struct Report<B: Coroutine> {
    title: String,
    body: B,
    count: usize,
    next: fn(&mut Self, B::In) -> Came,
}

impl<B: Coroutine<Yield = String, Return = usize>> Report<B> {
    /// Creates a report of `body` with this title. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            body,
            count: 0,
            next: Self::yield_title,
        }
    }

    fn yield_title(&mut self, _: B::In) -> Came {
        self.next = Self::run_body;
        State::Yielded(format!("# {}", self.title))
    }

    fn run_body(&mut self, input: B::In) -> Came {
        let came = self.body.resume(input);
        if let State::Returned(count) = came {
            self.count = count;
            self.next = Self::end;
            return State::Yielded(format!("-- {count} lines"));
        }
        came
    }

    fn end(&mut self, _: B::In) -> Came {
        self.next = Self::refuse;
        State::Returned(self.count)
    }

    fn refuse(&mut self, _: B::In) -> Came {
        panic!("it has already returned {}", self.count)
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        (self.next)(self, input)
    }
}
