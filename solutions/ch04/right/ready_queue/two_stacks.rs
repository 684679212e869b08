//! Style: two stacks make a queue; a waker has a weak reference to them, and one to the alarm.

use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak};

type Alarm = Arc<dyn Fn() + Send + Sync>;

struct Stacks {
    came: Vec<usize>,
    goes: Vec<usize>,
}

struct Tell {
    id: usize,
    stacks: Weak<Mutex<Stacks>>,
    alarm: Weak<dyn Fn() + Send + Sync>,
}

impl Wake for Tell {
    fn wake(self: Arc<Self>) {
        let (Some(stacks), Some(alarm)) = (self.stacks.upgrade(), self.alarm.upgrade()) else {
            return;
        };
        let mut stacks = stacks.lock().unwrap();
        if stacks.came.contains(&self.id) || stacks.goes.contains(&self.id) {
            return;
        }
        let ring = stacks.came.is_empty() && stacks.goes.is_empty();
        stacks.came.push(self.id);
        drop(stacks);
        if ring {
            alarm()
        }
    }
}

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    stacks: Arc<Mutex<Stacks>>,
    alarm: Alarm,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time that a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            stacks: Arc::new(Mutex::new(Stacks {
                came: vec![],
                goes: vec![],
            })),
            alarm: Arc::new(alarm),
        }
    }

    /// The waker of task `id`. It is made once for each task; whoever needs it again clones it.
    pub fn waker(&self, id: usize) -> Waker {
        Arc::new(Tell {
            id,
            stacks: Arc::downgrade(&self.stacks),
            alarm: Arc::downgrade(&self.alarm),
        })
        .into()
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let Stacks { came, goes } = &mut *self.stacks.lock().unwrap();
        if goes.is_empty() {
            goes.extend(came.drain(..).rev());
        }
        goes.pop()
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        let stacks = self.stacks.lock().unwrap();
        stacks.came.len() + stacks.goes.len()
    }
}
