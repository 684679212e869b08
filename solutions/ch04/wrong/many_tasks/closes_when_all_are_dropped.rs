//! Belief: first the tasks go, and then the door is shut.
//! Rejected by: what_is_spawned_after_the_end_is_dropped
//! Saying: are still kept

use std::collections::{BTreeMap, VecDeque};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::{
    Arc, Condvar, Mutex, Weak,
    atomic::{AtomicBool, Ordering::SeqCst},
};

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

#[derive(Default)]
struct State {
    tasks: BTreeMap<u64, (Option<Task>, Arc<Line>)>,
    ready: VecDeque<Arc<Line>>,
    count: u64,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    bell: Condvar,
}

struct Line {
    id: u64,
    inside: AtomicBool,
    shared: Weak<Shared>,
}

impl Wake for Line {
    fn wake(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        let mut state = shared.state.lock().unwrap();
        if !self.inside.swap(true, SeqCst) {
            state.ready.push_back(self.clone());
            shared.bell.notify_one();
        }
    }
}

impl Shared {
    fn line(self: &Arc<Self>, state: &mut State, inside: bool) -> Arc<Line> {
        state.count += 1;
        Arc::new(Line {
            id: state.count,
            inside: AtomicBool::new(inside),
            shared: Arc::downgrade(self),
        })
    }
}

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    shared: Arc<Shared>,
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
        Self {
            shared: Arc::default(),
        }
    }

    /// What new tasks are spawned with.
    pub fn spawner(&self) -> Spawner {
        Spawner {
            shared: self.shared.clone(),
        }
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let mut main = pin!(main);
        let shared = &self.shared;
        let line = shared.line(&mut shared.state.lock().unwrap(), false);
        let waker = Waker::from(line.clone());
        let mut cx = Context::from_waker(&waker);
        if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
            return output;
        }
        loop {
            let (next, task) = {
                let mut state = shared.state.lock().unwrap();
                let next = loop {
                    match state.ready.pop_front() {
                        Some(next) => break next,
                        None => state = shared.bell.wait(state).unwrap(),
                    }
                };
                next.inside.store(false, SeqCst);
                let task = state.tasks.get_mut(&next.id).and_then(|task| task.0.take());
                (next, task)
            };
            if next.id == line.id {
                if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
                    return output;
                }
                continue;
            }
            let Some(mut task) = task else { continue };
            struct Over<'a>(&'a Shared, u64, bool);
            impl Drop for Over<'_> {
                fn drop(&mut self) {
                    if self.2 {
                        let over = self.0.state.lock().unwrap().tasks.remove(&self.1);
                        drop(over);
                    }
                }
            }
            let mut over = Over(shared, next.id, true);
            let waker = Waker::from(next.clone());
            if task
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
            {
                over.2 = false;
                let mut state = shared.state.lock().unwrap();
                state.tasks.get_mut(&next.id).unwrap().0 = Some(task);
            }
        }
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let task: Task = Box::pin(future);
        let mut state = self.shared.state.lock().unwrap();
        if state.closed {
            drop(state);
            return;
        }
        let line = self.shared.line(&mut state, true);
        state.tasks.insert(line.id, (Some(task), line.clone()));
        state.ready.push_back(line);
        drop(state);
        self.shared.bell.notify_all();
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock().unwrap();
        let gone = (
            std::mem::take(&mut state.tasks),
            std::mem::take(&mut state.ready),
        );
        drop(state);
        drop(gone);
        self.shared.state.lock().unwrap().closed = true;
    }
}
