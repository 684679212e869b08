//! Style: a task is its own waker and its own entry in the queue; a map of all tasks, by address, for the end.

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::{Arc, Condvar, Mutex, Weak};

type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Task {
    future: Mutex<Option<BoxFuture>>,
    queued: Mutex<bool>,
    shared: Weak<Shared>,
}

impl Task {
    fn key(self: &Arc<Self>) -> usize {
        Arc::as_ptr(self) as usize
    }

    fn put_in_line(self: &Arc<Self>, lists: &mut Lists) {
        if lists.over {
            return;
        }
        let mut queued = self.queued.lock().unwrap();
        if !*queued {
            *queued = true;
            lists.ready.push_back(Arc::clone(self));
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(shared) = self.shared.upgrade() {
            let mut lists = shared.lists.lock().unwrap();
            self.put_in_line(&mut lists);
            drop(lists);
            shared.woken.notify_one();
        }
    }
}

#[derive(Default)]
struct Lists {
    ready: VecDeque<Arc<Task>>,
    all: HashMap<usize, Arc<Task>>,
    over: bool,
}

#[derive(Default)]
struct Shared {
    lists: Mutex<Lists>,
    woken: Condvar,
}

impl Shared {
    fn next(&self) -> Arc<Task> {
        let mut lists = self.lists.lock().unwrap();
        loop {
            if let Some(task) = lists.ready.pop_front() {
                *task.queued.lock().unwrap() = false;
                return task;
            }
            lists = self.woken.wait(lists).unwrap();
        }
    }
}

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    spawner: Spawner,
}

/// Spawns tasks on an executor. Clones spawn on the same one.
#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            spawner: Spawner {
                shared: Arc::new(Shared::default()),
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
        let mut main = Box::pin(main);
        let main_task = Arc::new(Task {
            future: Mutex::new(None),
            queued: Mutex::new(false),
            shared: Arc::downgrade(shared),
        });
        let main_waker = Waker::from(Arc::clone(&main_task));
        let mut task = Arc::clone(&main_task);
        loop {
            if Arc::ptr_eq(&task, &main_task) {
                let mut cx = Context::from_waker(&main_waker);
                if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
                    return output;
                }
            } else {
                self.turn(&task);
            }
            drop(task);
            task = shared.next();
        }
    }

    fn turn(&self, task: &Arc<Task>) {
        // Taken out: a panic drops it.
        let taken = task.future.lock().unwrap().take();
        let Some(mut future) = taken else { return };
        let mut end = End {
            shared: &self.spawner.shared,
            key: Some(task.key()),
        };
        let waker = Waker::from(Arc::clone(task));
        if future
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            *task.future.lock().unwrap() = Some(future);
            end.key = None;
        }
    }
}

/// Removes the task from the map of all: it is over, or it panics.
struct End<'a> {
    shared: &'a Shared,
    key: Option<usize>,
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            let task = self.shared.lists.lock().unwrap().all.remove(&key);
            drop(task);
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let (ready, all) = {
            let mut lists = self.spawner.shared.lists.lock().unwrap();
            lists.over = true;
            (
                std::mem::take(&mut lists.ready),
                std::mem::take(&mut lists.all),
            )
        };
        drop(ready);
        for task in all.into_values() {
            let future = task.future.lock().unwrap().take();
            drop(future);
        }
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let task = Arc::new(Task {
            future: Mutex::new(Some(Box::pin(future))),
            queued: Mutex::new(false),
            shared: Arc::downgrade(&self.shared),
        });
        let mut lists = self.shared.lists.lock().unwrap();
        if !lists.over {
            lists.all.insert(task.key(), Arc::clone(&task));
            task.put_in_line(&mut lists);
        }
        drop(lists);
        self.shared.woken.notify_one();
    }
}
