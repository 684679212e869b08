//! What a test does with the futures of `move_all`.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use ch14::dropped::{Mover, test};
use ch14::store::Store;
use tokio::time::Instant;

use super::right::Held;
use crate::subject::paused;

/// A right mover that notes how its calls end.
#[derive(Default)]
struct Watched(Held, Rc<Cell<usize>>);

/// A call that has been polled.
struct Call {
    polls: usize,
    is_ready: bool,
    /// How many calls of its mover were dropped before it, without one that was ready.
    dropped_before: Rc<Cell<usize>>,
    items: usize,
    began: Instant,
}

/// The calls that have ended.
#[derive(Default)]
struct Seen {
    ready: usize,
    /// After how many polls calls were dropped.
    dropped: Vec<usize>,
    most_in_a_row: usize,
    most_items: usize,
    took_time: bool,
}

thread_local! {
    static SEEN: RefCell<Seen> = RefCell::default();
}

impl Mover for Watched {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        let mut call = Call {
            polls: 0,
            is_ready: false,
            dropped_before: Rc::clone(&self.1),
            items: from.items().len(),
            began: Instant::now(),
        };
        let mut moving = pin!(self.0.move_all(from, to));
        poll_fn(|cx| {
            call.polls += 1;
            let polled = moving.as_mut().poll(cx);
            call.is_ready = polled.is_ready();
            polled
        })
        .await
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        SEEN.with_borrow_mut(|seen| {
            seen.took_time |= self.began.elapsed() > Duration::ZERO;
            seen.most_items = seen.most_items.max(self.items);
            if self.is_ready {
                seen.ready += 1;
                self.dropped_before.set(0);
            } else {
                seen.dropped.push(self.polls);
                self.dropped_before.set(self.dropped_before.get() + 1);
                seen.most_in_a_row = seen.most_in_a_row.max(self.dropped_before.get());
            }
        });
    }
}

/// Runs the reader's test, and says which futures it drops.
pub fn drops() -> String {
    SEEN.take();
    paused(test::<Watched>);
    let seen = SEEN.take();
    let (Some(least), Some(most)) = (seen.dropped.iter().min(), seen.dropped.iter().max()) else {
        let time = match seen.took_time {
            true => "",
            false => " (no virtual time passed in a call, so no time limit can have ended it)",
        };
        return match seen.ready {
            0 => "your test polls no future of `move_all`".to_owned(),
            _ => format!(
                "your test polls each future of `move_all` until it is ready, and drops none before \
                 that{time}\n"
            ),
        };
    };
    let polls = match (least, most) {
        (1, 1) => "its first poll alone".to_owned(),
        (least, most) if least == most => format!("{most} polls alone"),
        _ => format!("{least} to {most} polls"),
    };
    let items = match seen.most_items {
        1 => "one item".to_owned(),
        items => format!("{items} items"),
    };
    let row = match seen.most_in_a_row {
        1 => ", never two calls in a row",
        _ => "",
    };
    format!("your test drops `move_all` of {items} after {polls}{row}")
}
