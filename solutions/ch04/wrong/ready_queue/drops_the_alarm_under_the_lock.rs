//! Belief: to close something is to put nothing in its place.
//! Rejected by: a_waker_that_outlives_the_queue_does_nothing
//! Saying: is a lock held meanwhile?

use std::collections::VecDeque;
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex};

type Shared = Mutex<Option<Open>>;

struct Open {
    line: VecDeque<Arc<Name>>,
    alarm: Arc<dyn Fn() + Send + Sync>,
}

struct Name {
    id: usize,
    inside: Mutex<bool>,
    shared: Arc<Shared>,
}

impl Wake for Name {
    fn wake(self: Arc<Self>) {
        let mut shared = self.shared.lock().unwrap();
        let Some(open) = shared.as_mut() else { return };
        if std::mem::replace(&mut *self.inside.lock().unwrap(), true) {
            return;
        }
        let alarm = open.line.is_empty().then(|| open.alarm.clone());
        open.line.push_back(self.clone());
        drop(shared);
        if let Some(alarm) = alarm {
            alarm()
        }
    }
}

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    shared: Arc<Shared>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time that a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            shared: Arc::new(Mutex::new(Some(Open {
                line: VecDeque::new(),
                alarm: Arc::new(alarm),
            }))),
        }
    }

    /// The waker of task `id`. It is made once for each task; whoever needs it again clones it.
    pub fn waker(&self, id: usize) -> Waker {
        Arc::new(Name {
            id,
            inside: Mutex::new(false),
            shared: self.shared.clone(),
        })
        .into()
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let mut shared = self.shared.lock().unwrap();
        let name = shared.as_mut()?.line.pop_front()?;
        *name.inside.lock().unwrap() = false;
        Some(name.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared
            .lock()
            .unwrap()
            .as_ref()
            .map_or(0, |open| open.line.len())
    }
}

impl Drop for ReadyQueue {
    fn drop(&mut self) {
        *self.shared.lock().unwrap() = None;
    }
}
