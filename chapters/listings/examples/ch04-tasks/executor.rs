//! A small executor: many tasks, one thread, and nobody who wakes from outside.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

// ANCHOR: waker
type Ready = Arc<Mutex<VecDeque<usize>>>;

struct InLine {
    id: usize,
    ready: Ready,
}

impl Wake for InLine {
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

    /// Polls those who are in line, until nobody is.
    pub fn run(&mut self) {
        while self.turn() {}
    }

    /// Polls the one at the front; false where nobody is in line.
    pub fn turn(&mut self) -> bool {
        let next = self.ready.lock().unwrap().pop_front();
        let Some(id) = next else { return false };
        // A task that is over may still be woken.
        let Some(task) = self.tasks.get_mut(&id) else {
            return true;
        };
        let ready = self.ready.clone();
        let waker = Waker::from(Arc::new(InLine { id, ready }));
        let polled = task.as_mut().poll(&mut Context::from_waker(&waker));
        if polled.is_ready() {
            self.tasks.remove(&id);
        }
        true
    }
}
// ANCHOR_END: executor
