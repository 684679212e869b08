//! Style: park and unpark; the first wake-up or spawn unparks the thread.

use std::collections::{HashMap, HashSet, VecDeque};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::thread::{self, Thread};
use crate::sync::{Arc, Mutex};

type BoxedFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    spawner: Spawner,
}

/// Spawns tasks on an executor. Clones spawn on the same one.
#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The tasks that are not being polled, by numbers that are not reused.
    tasks: HashMap<u64, BoxedFuture>,
    numbers: u64,
    ready: VecDeque<u64>,
    queued: HashSet<u64>,
    closed: bool,
    /// The thread that has parked, or is about to.
    sleeper: Option<Thread>,
}

struct TaskWaker {
    number: u64,
    shared: Arc<Shared>,
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            spawner: Spawner {
                shared: Arc::default(),
            },
        }
    }

    /// A spawner for this executor.
    pub fn spawner(&self) -> Spawner {
        self.spawner.clone()
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let shared = &self.spawner.shared;
        let mut main = pin!(main);
        let main_number = shared.state.lock().unwrap().new_number();
        let main_waker = shared.waker(main_number);
        let mut main_cx = Context::from_waker(&main_waker);
        if let Poll::Ready(output) = main.as_mut().poll(&mut main_cx) {
            return output;
        }
        loop {
            let number = shared.next();
            if number == main_number {
                if let Poll::Ready(output) = main.as_mut().poll(&mut main_cx) {
                    return output;
                }
                continue;
            }
            let task = shared.state.lock().unwrap().tasks.remove(&number);
            let Some(mut future) = task else { continue };
            let waker = shared.waker(number);
            let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
            if polled.is_pending() {
                shared.state.lock().unwrap().tasks.insert(number, future);
            }
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let tasks = {
            let mut state = self.spawner.shared.state.lock().unwrap();
            state.closed = true;
            std::mem::take(&mut state.tasks)
        };
        // Not under the lock: a future may spawn or wake while it is dropped.
        drop(tasks);
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let future: BoxedFuture = Box::pin(future);
        let mut state = self.shared.state.lock().unwrap();
        if state.closed {
            drop(state);
            return;
        }
        let number = state.new_number();
        state.tasks.insert(number, future);
        state.make_ready(number);
    }
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.shared.state.lock().unwrap().make_ready(self.number);
    }
}

impl Shared {
    fn waker(self: &Arc<Self>, number: u64) -> Waker {
        Waker::from(Arc::new(TaskWaker {
            number,
            shared: Arc::clone(self),
        }))
    }

    fn next(&self) -> u64 {
        loop {
            {
                let mut state = self.state.lock().unwrap();
                if let Some(number) = state.ready.pop_front() {
                    state.queued.remove(&number);
                    return number;
                }
                state.sleeper = Some(thread::current());
            }
            thread::park();
        }
    }
}

impl State {
    fn new_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    fn make_ready(&mut self, number: u64) {
        if self.queued.insert(number) {
            self.ready.push_back(number);
            if let Some(sleeper) = self.sleeper.take() {
                sleeper.unpark();
            }
        }
    }
}
