//! Belief: a resume starts the function again.
//! Rejected by: what_the_body_yields_is_passed_on_one_yield_a_resume
//! Saying: started again from

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
        let _ = (input, &mut self.body);
        State::Yielded(format!("# {}", self.title))
    }
}
