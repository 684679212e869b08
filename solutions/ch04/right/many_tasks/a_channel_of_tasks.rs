//! Style: a channel of tasks, from which the executor receives; each task has its future under a lock.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::mpsc::{Receiver, Sender, channel};
use crate::sync::{Arc, Mutex};

type BoxedFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    spawner: Spawner,
    ready: Receiver<Arc<Task>>,
    /// The tasks that were polled and are not over.
    known: Vec<Arc<Task>>,
}

/// Spawns tasks on an executor. Clones spawn on the same one.
#[derive(Clone)]
pub struct Spawner {
    ready: Sender<Arc<Task>>,
}

struct Task {
    /// `None` for main, during a poll, and when the task is over.
    future: Mutex<Option<BoxedFuture>>,
    queued: AtomicBool,
    ready: Mutex<Sender<Arc<Task>>>,
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let (sender, ready) = channel();
        Self {
            spawner: Spawner { ready: sender },
            ready,
            known: Vec::new(),
        }
    }

    /// A spawner for this executor.
    pub fn spawner(&self) -> Spawner {
        self.spawner.clone()
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let mut main = pin!(main);
        let main_task = self.spawner.task(None);
        let waker = Waker::from(Arc::clone(&main_task));
        let mut cx = Context::from_waker(&waker);
        if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
            return output;
        }
        loop {
            let task = self.ready.recv().expect("the executor keeps a sender");
            task.queued.store(false, Ordering::SeqCst);
            if !Arc::ptr_eq(&task, &main_task) {
                self.poll(task);
            } else if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
                return output;
            }
        }
    }

    fn poll(&mut self, task: Arc<Task>) {
        // Taken out: if the future panics, it is dropped.
        let Some(mut future) = task.future.lock().unwrap().take() else {
            return;
        };
        let place = self
            .known
            .iter()
            .position(|known| Arc::ptr_eq(known, &task));
        let known = place.map(|place| self.known.swap_remove(place));
        let task = known.unwrap_or(task);
        let waker = Waker::from(Arc::clone(&task));
        if future
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            *task.future.lock().unwrap() = Some(future);
            self.known.push(task);
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // A waker may keep its task, but not the future in it. What is in the channel is dropped with it.
        for task in self.known.drain(..).chain(self.ready.try_iter()) {
            let future = task.future.lock().unwrap().take();
            drop(future);
        }
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let task = self.task(Some(Box::pin(future)));
        task.queued.store(true, Ordering::SeqCst);
        // If the receiver was dropped, the task is dropped here.
        let _ = self.ready.send(task);
    }

    fn task(&self, future: Option<BoxedFuture>) -> Arc<Task> {
        Arc::new(Task {
            future: Mutex::new(future),
            queued: AtomicBool::new(false),
            ready: Mutex::new(self.ready.clone()),
        })
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if !self.queued.swap(true, Ordering::SeqCst) {
            let sender = self.ready.lock().unwrap().clone();
            let _ = sender.send(self);
        }
    }
}
