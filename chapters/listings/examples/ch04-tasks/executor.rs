//! A small executor: many tasks, one thread, no wakes from other threads.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

// ANCHOR: waker
type Ready = Arc<Mutex<VecDeque<usize>>>;

struct TaskWaker {
    id: usize,
    ready: Ready,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready.lock().unwrap().push_back(self.id);
    }
}
// ANCHOR_END: waker

// ANCHOR: executor
type Task = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Default)]
pub struct Executor {
    tasks: BTreeMap<usize, Task>,
    spawned: usize,
    ready: Ready,
}

impl Executor {
    pub fn spawn(&mut self, future: impl Future<Output = ()> + 'static) {
        self.tasks.insert(self.spawned, Box::pin(future));
        self.ready.lock().unwrap().push_back(self.spawned);
        self.spawned += 1;
    }

    /// Polls queued tasks, until the queue is empty.
    pub fn run(&mut self) {
        while self.turn() {}
    }

    /// Polls the task at the front; false if the queue is empty.
    pub fn turn(&mut self) -> bool {
        let next = self.ready.lock().unwrap().pop_front();
        let Some(id) = next else { return false };
        // A completed task may still be woken.
        let Some(task) = self.tasks.get_mut(&id) else {
            return true;
        };
        let ready = self.ready.clone();
        let waker = Waker::from(Arc::new(TaskWaker { id, ready }));
        let polled = task.as_mut().poll(&mut Context::from_waker(&waker));
        if polled.is_ready() {
            self.tasks.remove(&id);
        }
        true
    }
}
// ANCHOR_END: executor
