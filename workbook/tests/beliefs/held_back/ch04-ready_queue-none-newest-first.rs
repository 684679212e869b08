// entry: none
use std::collections::VecDeque;
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak};

type Alarm = Arc<dyn Fn() + Send + Sync>;

struct Core {
    queue: Mutex<VecDeque<Arc<Ticket>>>,
    alarm: Alarm,
}

struct Ticket {
    id: usize,
    queued: Mutex<bool>,
    core: Weak<Core>,
}

impl Wake for Ticket {
    fn wake(self: Arc<Self>) {
        let Some(core) = self.core.upgrade() else { return };
        let mut queue = core.queue.lock().unwrap();
        {
            let mut queued = self.queued.lock().unwrap();
            if *queued {
                return;
            }
            *queued = true;
        }
        let first = queue.is_empty();
        queue.push_back(self);
        drop(queue);
        if first {
            (core.alarm)();
        }
    }
}

pub struct ReadyQueue {
    core: Arc<Core>,
}

impl ReadyQueue {
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        let alarm: Alarm = Arc::new(alarm);
        Self {
            core: Arc::new(Core {
                queue: Mutex::new(VecDeque::new()),
                alarm,
            }),
        }
    }

    pub fn waker(&self, id: usize) -> Waker {
        Waker::from(Arc::new(Ticket {
            id,
            queued: Mutex::new(false),
            core: Arc::downgrade(&self.core),
        }))
    }

    pub fn next(&self) -> Option<usize> {
        let mut queue = self.core.queue.lock().unwrap();
        let ticket = queue.pop_back()?;
        *ticket.queued.lock().unwrap() = false;
        Some(ticket.id)
    }

    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.core.queue.lock().unwrap().len()
    }
}
