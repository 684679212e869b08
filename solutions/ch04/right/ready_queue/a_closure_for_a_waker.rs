//! Style: a waker is a closure, with a weak reference to the queue and one to the alarm.

use std::collections::{BTreeMap, HashMap};
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex};

struct Call<F>(F);

impl<F: Fn() + Send + Sync + 'static> Wake for Call<F> {
    fn wake(self: Arc<Self>) {
        (self.0)();
    }
}

#[derive(Default)]
struct Tickets {
    drawn: u64,
    by_ticket: BTreeMap<u64, usize>,
    by_number: HashMap<usize, u64>,
}

impl Tickets {
    fn draw(&mut self, id: usize) -> bool {
        if self.by_number.contains_key(&id) {
            return false;
        }
        self.drawn += 1;
        self.by_number.insert(id, self.drawn);
        self.by_ticket.insert(self.drawn, id);
        self.by_ticket.len() == 1
    }

    fn call(&mut self) -> Option<usize> {
        let (_, id) = self.by_ticket.pop_first()?;
        self.by_number.remove(&id);
        Some(id)
    }
}

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    tickets: Arc<Mutex<Tickets>>,
    alarm: Arc<dyn Fn() + Send + Sync>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            tickets: Arc::default(),
            alarm: Arc::new(alarm),
        }
    }

    /// The waker of task `id`. Called once for each task; later wakers are clones.
    pub fn waker(&self, id: usize) -> Waker {
        let tickets = Arc::downgrade(&self.tickets);
        let alarm = Arc::downgrade(&self.alarm);
        Waker::from(Arc::new(Call(move || {
            let (Some(tickets), Some(alarm)) = (tickets.upgrade(), alarm.upgrade()) else {
                return;
            };
            let empty_before = tickets.lock().unwrap().draw(id);
            if empty_before {
                alarm();
            }
        })))
    }

    /// Takes out the number at the front.
    pub fn next(&self) -> Option<usize> {
        self.tickets.lock().unwrap().call()
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.tickets.lock().unwrap().by_ticket.len()
    }
}
