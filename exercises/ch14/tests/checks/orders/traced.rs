//! What a right implementation gives in a test that fails with it.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;

use ch14::explorer::thread;
use ch14::orders::{Queue, test};

use crate::subject::{Ended, Failed, NO_MORE, Seen, plain};

thread_local! {
    // The explorer runs all threads of a scenario on one thread.
    static POPS: RefCell<Vec<(String, Option<u32>)>> = const { RefCell::new(Vec::new()) };
}

/// Whether a thread that the explorer does not run has used the queue.
static FOREIGN: AtomicBool = AtomicBool::new(false);

struct Traced<Q> {
    queue: Q,
    made_on: ThreadId,
}

impl<Q> Traced<Q> {
    fn queue(&self) -> &Q {
        if std::thread::current().id() != self.made_on {
            FOREIGN.store(true, Ordering::SeqCst);
        }
        &self.queue
    }
}

impl<Q: Queue> Default for Traced<Q> {
    fn default() -> Self {
        POPS.with_borrow_mut(Vec::clear);
        Self {
            queue: Q::default(),
            made_on: std::thread::current().id(),
        }
    }
}

impl<Q: Queue> Queue for Traced<Q> {
    fn push(&self, item: u32) {
        self.queue().push(item);
    }

    fn pop(&self) -> Option<u32> {
        let item = self.queue().pop();
        let id = format!("{:?}", thread::current().id());
        let number: String = id.chars().filter(char::is_ascii_digit).collect();
        let thread = match number.as_str() {
            "0" => "the first thread".to_owned(),
            number => format!("spawned thread {number}"),
        };
        POPS.with_borrow_mut(|pops| pops.push((thread, item)));
        item
    }

    fn close(&self) {
        self.queue().close();
    }
}

/// Runs the test once more.
pub fn seen<Q: Queue>(failed: &Failed<'_>) -> Option<Seen> {
    const MOST: usize = 5;
    POPS.take();
    FOREIGN.store(false, Ordering::SeqCst);
    let again = plain(test::<Traced<Q>>);
    let pops = POPS.take();
    let same = matches!(again, Ended::Failed(panic) if panic.message == failed.message);
    if same && FOREIGN.load(Ordering::SeqCst) {
        return Some(Seen {
            what: "a thread that the explorer does not run, such as one of `std::thread`, used the queue: locks of the \
                   explorer fail there"
                .to_owned(),
            idea: "The threads of a scenario are those of `crate::explorer::thread`.",
            is_cause: true,
        });
    }
    if !same || pops.is_empty() || pops.len() > MOST {
        return None;
    }
    let several = pops.iter().any(|(thread, _)| *thread != pops[0].0);
    let told: Vec<String> = pops
        .iter()
        .map(|(thread, item)| format!("{item:?} to {thread}"))
        .collect();
    Some(Seen {
        what: format!(
            "in the order of steps in which it failed, `pop` gave {}",
            told.join(", then ")
        ),
        idea: match failed.reordered && several {
            true => {
                "The specification does not say which thread runs first, and so not which of them gets which item. \
                 Compare what they have got without an order."
            }
            false => NO_MORE,
        },
        is_cause: false,
    })
}
