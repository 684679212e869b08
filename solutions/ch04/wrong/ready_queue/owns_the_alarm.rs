//! Belief: an alarm that is not called any more is in nobody's way.
//! Rejected by: a_waker_keeps_neither_queue_nor_alarm
//! Saying: the alarm is still kept

use std::collections::{HashSet, VecDeque};
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex};

#[derive(Default)]
struct Line {
    order: VecDeque<usize>,
    members: HashSet<usize>,
    closed: bool,
}

struct InLine {
    id: usize,
    line: Arc<Mutex<Line>>,
    alarm: Arc<dyn Fn() + Send + Sync>,
}

impl Wake for InLine {
    fn wake(self: Arc<Self>) {
        let mut line = self.line.lock().unwrap();
        if line.closed || !line.members.insert(self.id) {
            return;
        }
        line.order.push_back(self.id);
        let first = line.order.len() == 1;
        drop(line);
        if first {
            (self.alarm)();
        }
    }
}

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    line: Arc<Mutex<Line>>,
    alarm: Arc<dyn Fn() + Send + Sync>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time that a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            line: Arc::default(),
            alarm: Arc::new(alarm),
        }
    }

    /// The waker of task `id`. It is made once for each task; whoever needs it again clones it.
    pub fn waker(&self, id: usize) -> Waker {
        Waker::from(Arc::new(InLine {
            id,
            line: self.line.clone(),
            alarm: self.alarm.clone(),
        }))
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let mut line = self.line.lock().unwrap();
        let id = line.order.pop_front()?;
        line.members.remove(&id);
        Some(id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.line.lock().unwrap().order.len()
    }
}

impl Drop for ReadyQueue {
    fn drop(&mut self) {
        let mut line = self.line.lock().unwrap();
        line.closed = true;
        line.order.clear();
        line.members.clear();
    }
}
