//! Belief: who comes in is seen to when it is his turn to be taken in.
//! Rejected by: everybody_is_polled_in_the_order_of_spawns_and_wake_ups
//! Saying: main woke b, spawned c

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
    spawned: Vec<Future_>,
    sleeper: Option<Thread>,
    closed: bool,
}

impl State {
    fn number(&mut self) -> Id {
        self.numbers += 1;
        self.numbers
    }

    fn take_in(&mut self, shared: &Arc<Shared>) {
        for future in std::mem::take(&mut self.spawned) {
            let id = self.number();
            let waker = waker(id, shared);
            self.tasks.insert(id, Task { future, waker });
            self.put_in_line(id);
        }
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
            state.take_in(shared);
            state.number()
        };
        let main_waker = waker(main_id, shared);
        if let Poll::Ready(output) = main.as_mut().poll(&mut Context::from_waker(&main_waker)) {
            return output;
        }
        loop {
            let (id, task) = {
                let mut state = shared.state.lock().unwrap();
                state.take_in(shared);
                let Some(id) = state.order.pop_front() else {
                    drop(state);
                    thread::park();
                    continue;
                };
                state.in_line.remove(&id);
                (id, state.tasks.remove(&id))
            };
            if id == main_id {
                let mut cx = Context::from_waker(&main_waker);
                if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
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

impl Drop for Executor {
    fn drop(&mut self) {
        let tasks = {
            let mut state = self.spawner.shared.state.lock().unwrap();
            state.closed = true;
            state.order.clear();
            state.in_line.clear();
            (
                std::mem::take(&mut state.tasks),
                std::mem::take(&mut state.spawned),
            )
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
        state.spawned.push(future);
        let sleeper = state.sleeper.clone();
        drop(state);
        if let Some(thread) = sleeper {
            thread.unpark();
        }
    }
}
