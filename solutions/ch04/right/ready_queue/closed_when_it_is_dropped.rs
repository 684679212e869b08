//! Style: wakers own the shared state, whose numbers and alarm are removed when the `ReadyQueue` is dropped.

use std::collections::VecDeque;
use std::task::Waker;

use futures::task::{ArcWake, waker};

use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Arc, Mutex};

type Alarm = Arc<dyn Fn() + Send + Sync>;

struct Open {
    entries: VecDeque<Arc<Entry>>,
    alarm: Alarm,
}

type Line = Arc<Mutex<Option<Open>>>;

struct Entry {
    id: usize,
    in_line: AtomicBool,
    line: Line,
}

impl ArcWake for Entry {
    fn wake_by_ref(entry: &Arc<Self>) {
        let alarm = {
            let mut line = entry.line.lock().unwrap();
            let Some(open) = line.as_mut() else { return };
            if entry.in_line.swap(true, Ordering::AcqRel) {
                return;
            }
            open.entries.push_back(Arc::clone(entry));
            (open.entries.len() == 1).then(|| Arc::clone(&open.alarm))
        };
        if let Some(alarm) = alarm {
            alarm();
        }
    }
}

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    line: Line,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            line: Arc::new(Mutex::new(Some(Open {
                entries: VecDeque::new(),
                alarm: Arc::new(alarm),
            }))),
        }
    }

    /// The waker of task `id`. Called once for each task; later wakers are clones.
    pub fn waker(&self, id: usize) -> Waker {
        waker(Arc::new(Entry {
            id,
            in_line: AtomicBool::new(false),
            line: Arc::clone(&self.line),
        }))
    }

    /// Takes out the number at the front.
    pub fn next(&self) -> Option<usize> {
        let entry = {
            let mut line = self.line.lock().unwrap();
            let entry = line.as_mut()?.entries.pop_front()?;
            entry.in_line.store(false, Ordering::Release);
            entry
        };
        Some(entry.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        let line = self.line.lock().unwrap();
        line.as_ref().map_or(0, |open| open.entries.len())
    }
}

impl Drop for ReadyQueue {
    fn drop(&mut self) {
        let open = self.line.lock().unwrap().take();
        drop(open);
    }
}
