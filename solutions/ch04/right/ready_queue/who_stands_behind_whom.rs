//! Style: a line that is linked by numbers: who stands behind whom.

use std::collections::HashMap;
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak};

/// Who stands behind whom, by number. Nobody stands in it twice.
#[derive(Default)]
enum Line {
    #[default]
    Empty,
    Some {
        first: usize,
        last: usize,
        behind: HashMap<usize, usize>,
    },
}

impl Line {
    fn push(&mut self, id: usize) -> bool {
        match self {
            Line::Empty => {
                *self = Line::Some {
                    first: id,
                    last: id,
                    behind: HashMap::new(),
                };
                true
            }
            Line::Some { last, behind, .. } => {
                if *last != id && !behind.contains_key(&id) {
                    behind.insert(*last, id);
                    *last = id;
                }
                false
            }
        }
    }

    fn pop(&mut self) -> Option<usize> {
        let Line::Some { first, behind, .. } = self else {
            return None;
        };
        let out = *first;
        match behind.remove(&out) {
            Some(next) => *first = next,
            None => *self = Line::Empty,
        }
        Some(out)
    }

    fn len(&self) -> usize {
        match self {
            Line::Empty => 0,
            Line::Some { behind, .. } => 1 + behind.len(),
        }
    }
}

struct Shared {
    line: Mutex<Line>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

struct Who(usize, Weak<Shared>);

impl Wake for Who {
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
    /// An empty queue. `alarm` is called each time that a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared {
            line: Mutex::default(),
            alarm: Box::new(alarm),
        }))
    }

    /// The waker of task `id`. It is made once for each task; whoever needs it again clones it.
    pub fn waker(&self, id: usize) -> Waker {
        Arc::new(Who(id, Arc::downgrade(&self.0))).into()
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        self.0.line.lock().unwrap().pop()
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.0.line.lock().unwrap().len()
    }
}
