//! Style: each number that comes in gets a ticket from a counter; the smallest ticket is next.

use std::collections::{BTreeMap, HashMap};
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak};

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    shared: Arc<Shared>,
}

struct Shared {
    woken: Mutex<Woken>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct Woken {
    tickets: u64,
    order: BTreeMap<u64, usize>,
    ticket_of: HashMap<usize, u64>,
}

struct Task {
    id: usize,
    shared: Weak<Shared>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            shared: Arc::new(Shared {
                woken: Mutex::default(),
                alarm: Box::new(alarm),
            }),
        }
    }

    /// The waker of task `id`. Called once for each task; later wakers are clones.
    pub fn waker(&self, id: usize) -> Waker {
        Waker::from(Arc::new(Task {
            id,
            shared: Arc::downgrade(&self.shared),
        }))
    }

    /// Takes out the number at the front.
    pub fn next(&self) -> Option<usize> {
        let mut woken = self.shared.woken.lock().unwrap();
        let (_, id) = woken.order.pop_first()?;
        woken.ticket_of.remove(&id);
        Some(id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.woken.lock().unwrap().order.len()
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        let mut woken = shared.woken.lock().unwrap();
        if woken.ticket_of.contains_key(&self.id) {
            return;
        }
        let (first, ticket) = (woken.order.is_empty(), woken.tickets);
        woken.tickets += 1;
        woken.order.insert(ticket, self.id);
        woken.ticket_of.insert(self.id, ticket);
        drop(woken);
        if first {
            (shared.alarm)();
        }
    }
}
