//! Style: a boxed closure that stores its state in its captures.

use crate::coroutine::{Coroutine, State};

/// Runs a report to its next stop.
type Run<In> = Box<dyn FnMut(In) -> State<String, usize>>;

/// A title line, the lines that `body` yields, and a closing line.
pub struct Report<B: Coroutine> {
    run: Run<B::In>,
}

impl<B: Coroutine<Yield = String, Return = usize> + 'static> Report<B> {
    /// Creates a report of `body` with this title. Nothing of it has run.
    pub fn new(title: &str, mut body: B) -> Self {
        let mut title = Some(title.to_owned());
        let mut count = None;
        let mut over = false;
        let run = move |input| {
            if let Some(title) = title.take() {
                State::Yielded(format!("# {title}"))
            } else if over {
                panic!("already returned")
            } else if let Some(count) = count {
                over = true;
                State::Returned(count)
            } else {
                match body.resume(input) {
                    State::Yielded(line) => State::Yielded(line),
                    State::Returned(lines) => {
                        count = Some(lines);
                        State::Yielded(format!("-- {lines} lines"))
                    }
                }
            }
        };
        Self { run: Box::new(run) }
    }
}

impl<B: Coroutine<Yield = String, Return = usize> + 'static> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        (self.run)(input)
    }
}
