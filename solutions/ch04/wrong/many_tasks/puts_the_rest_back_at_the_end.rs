//! Belief: `run_until` ends where it returns.
//! Rejected by: a_panic_ends_run_until_and_loses_no_other_task
//! Saying: before b had its first turn

use std::collections::{HashMap, HashSet, VecDeque};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::thread::{self, Thread};
use crate::sync::{Arc, Mutex};

type Id = u64;
type Future_ = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Task {
    future: Future_,
    waker: Waker,
}

#[derive(Default)]
struct State {
    numbers: Id,
    tasks: HashMap<Id, Task>,
    order: VecDeque<Id>,
    in_line: HashSet<Id>,
    sleeper: Option<Thread>,
    closed: bool,
}

impl State {
    fn number(&mut self) -> Id {
        self.numbers += 1;
        self.numbers
    }

    fn put_in_line(&mut self, id: Id) -> Option<Thread> {
        if self.closed || !self.in_line.insert(id) {
            return None;
        }
        self.order.push_back(id);
        self.sleeper.clone()
    }
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
}

struct InLine {
    id: Id,
    shared: Arc<Shared>,
}

impl Wake for InLine {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let sleeper = self.shared.state.lock().unwrap().put_in_line(self.id);
        if let Some(thread) = sleeper {
            thread.unpark();
        }
    }
}

fn waker(id: Id, shared: &Arc<Shared>) -> Waker {
    let shared = Arc::clone(shared);
    Waker::from(Arc::new(InLine { id, shared }))
}

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    spawner: Spawner,
}

/// Hands new tasks to an executor. Clones hand them to the same one.
#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let shared = Arc::default();
        Self {
            spawner: Spawner { shared },
        }
    }

    /// What new tasks are spawned with.
    pub fn spawner(&self) -> Spawner {
        self.spawner.clone()
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let mut main = pin!(main);
        let shared = &self.spawner.shared;
        let main_id = {
            let mut state = shared.state.lock().unwrap();
            state.sleeper = Some(thread::current());
            state.number()
        };
        let main_waker = waker(main_id, shared);
        if let Poll::Ready(output) = main.as_mut().poll(&mut Context::from_waker(&main_waker)) {
            return output;
        }
        loop {
            // Take all that wait with one lock.
            let mut batch = {
                let mut state = shared.state.lock().unwrap();
                std::mem::take(&mut state.order)
            };
            if batch.is_empty() {
                thread::park();
                continue;
            }
            while let Some(id) = batch.pop_front() {
                let task = {
                    let mut state = shared.state.lock().unwrap();
                    state.in_line.remove(&id);
                    state.tasks.remove(&id)
                };
                if id == main_id {
                    let mut cx = Context::from_waker(&main_waker);
                    if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
                        // The others of the batch stay in line, at the front.
                        let mut state = shared.state.lock().unwrap();
                        batch.append(&mut state.order);
                        state.order = batch;
                        return output;
                    }
                } else if let Some(mut task) = task {
                    let polled = task
                        .future
                        .as_mut()
                        .poll(&mut Context::from_waker(&task.waker));
                    if polled.is_pending() {
                        shared.state.lock().unwrap().tasks.insert(id, task);
                    }
                }
            }
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let tasks = {
            let mut state = self.spawner.shared.state.lock().unwrap();
            state.closed = true;
            state.order.clear();
            state.in_line.clear();
            std::mem::take(&mut state.tasks)
        };
        drop(tasks);
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let future = Box::pin(future);
        let mut state = self.shared.state.lock().unwrap();
        if state.closed {
            drop(state);
            drop(future);
            return;
        }
        let id = state.number();
        let waker = waker(id, &self.shared);
        state.tasks.insert(id, Task { future, waker });
        let sleeper = state.put_in_line(id);
        drop(state);
        if let Some(thread) = sleeper {
            thread.unpark();
        }
    }
}
