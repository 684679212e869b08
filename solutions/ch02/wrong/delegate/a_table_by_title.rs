//! Belief: a report is known by its title, so a table can remember where each one stopped.
//! Rejected by: a_report_can_be_the_body_of_a_report
//! Saying: a report "News" in a report "News"

use std::cell::RefCell;
use std::collections::HashMap;

use crate::coroutine::{Coroutine, State};

/// A title, what `body` yields, and a closing line.
#[derive(Debug)]
pub struct Report<B> {
    title: String,
    body: B,
}

thread_local! {
    static STOPPED: RefCell<HashMap<String, Stopped>> = RefCell::default();
}

/// Where it stopped.
#[derive(Clone, Copy, Debug)]
enum Stopped {
    AtStart,
    InBody,
    AtClosing { count: usize },
    AtEnd,
}

fn stop(title: &str, at: Stopped) {
    STOPPED.with_borrow_mut(|stopped| stopped.insert(title.to_owned(), at));
}

impl<B> Report<B> {
    /// A report of `body` under `title`. Nothing of it has run.
    pub fn new(title: &str, body: B) -> Self {
        stop(title, Stopped::AtStart);
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
        match STOPPED.with_borrow(|stopped| stopped[&self.title]) {
            Stopped::AtStart => {
                stop(&self.title, Stopped::InBody);
                State::Yielded(format!("# {}", self.title))
            }
            Stopped::InBody => match self.body.resume(input) {
                State::Yielded(line) => State::Yielded(line),
                State::Returned(count) => {
                    stop(&self.title, Stopped::AtClosing { count });
                    State::Yielded(format!("-- {count} lines"))
                }
            },
            Stopped::AtClosing { count } => {
                stop(&self.title, Stopped::AtEnd);
                State::Returned(count)
            }
            Stopped::AtEnd => panic!("this report has already returned"),
        }
    }
}
