//! Style: a linked list by numbers: for each task, the next one.

use std::collections::HashMap;
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak};

/// For each queued number, the next one. No number is in it twice.
#[derive(Default)]
enum Line {
    #[default]
    Empty,
    Some {
        first: usize,
        last: usize,
        next_of: HashMap<usize, usize>,
    },
}

impl Line {
    fn push(&mut self, id: usize) -> bool {
        match self {
            Line::Empty => {
                *self = Line::Some {
                    first: id,
                    last: id,
                    next_of: HashMap::new(),
                };
                true
            }
            Line::Some { last, next_of, .. } => {
                if *last != id && !next_of.contains_key(&id) {
                    next_of.insert(*last, id);
                    *last = id;
                }
                false
            }
        }
    }

    fn pop(&mut self) -> Option<usize> {
        let Line::Some { first, next_of, .. } = self else {
            return None;
        };
        let out = *first;
        match next_of.remove(&out) {
            Some(next) => *first = next,
            None => *self = Line::Empty,
        }
        Some(out)
    }

    fn len(&self) -> usize {
        match self {
            Line::Empty => 0,
            Line::Some { next_of, .. } => 1 + next_of.len(),
        }
    }
}

struct Shared {
    line: Mutex<Line>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

struct OneTask(usize, Weak<Shared>);

impl Wake for OneTask {
    fn wake(self: Arc<Self>) {
        if let Some(shared) = self.1.upgrade() {
            let rings = shared.line.lock().unwrap().push(self.0);
            if rings {
                (shared.alarm)()
            }
        }
    }
}

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue(Arc<Shared>);

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared {
            line: Mutex::default(),
            alarm: Box::new(alarm),
        }))
    }

    /// The waker of task `id`. Called once for each task; later wakers are clones.
    pub fn waker(&self, id: usize) -> Waker {
        Arc::new(OneTask(id, Arc::downgrade(&self.0))).into()
    }

    /// Takes out the number at the front.
    pub fn next(&self) -> Option<usize> {
        self.0.line.lock().unwrap().pop()
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.0.line.lock().unwrap().len()
    }
}
