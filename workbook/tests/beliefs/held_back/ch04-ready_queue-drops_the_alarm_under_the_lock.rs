// entry: drops_the_alarm_under_the_lock
use std::collections::VecDeque;
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex};

type Alarm = Arc<dyn Fn() + Send + Sync>;

/// `None` once the queue was dropped.
type Shared = Arc<Mutex<Option<Core>>>;

struct Core {
    queue: VecDeque<Arc<Ticket>>,
    alarm: Alarm,
}

struct Ticket {
    id: usize,
    queued: Mutex<bool>,
    shared: Shared,
}

impl Wake for Ticket {
    fn wake(self: Arc<Self>) {
        let shared = Arc::clone(&self.shared);
        let mut core = shared.lock().unwrap();
        let Some(open) = core.as_mut() else { return };
        if std::mem::replace(&mut *self.queued.lock().unwrap(), true) {
            return;
        }
        let alarm = open.queue.is_empty().then(|| Arc::clone(&open.alarm));
        open.queue.push_back(self);
        drop(core);
        if let Some(alarm) = alarm {
            alarm();
        }
    }
}

pub struct ReadyQueue {
    shared: Shared,
}

impl ReadyQueue {
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        let core = Core { queue: VecDeque::new(), alarm: Arc::new(alarm) };
        Self { shared: Arc::new(Mutex::new(Some(core))) }
    }

    pub fn waker(&self, id: usize) -> Waker {
        let shared = Arc::clone(&self.shared);
        Waker::from(Arc::new(Ticket { id, queued: Mutex::new(false), shared }))
    }

    pub fn next(&self) -> Option<usize> {
        let mut core = self.shared.lock().unwrap();
        let ticket = core.as_mut()?.queue.pop_front()?;
        *ticket.queued.lock().unwrap() = false;
        Some(ticket.id)
    }

    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.lock().unwrap().as_ref().map_or(0, |core| core.queue.len())
    }
}

impl Drop for ReadyQueue {
    fn drop(&mut self) {
        *self.shared.lock().unwrap() = None;
    }
}
