//! Style: a flag and a list of wakers by hand; join handles that the group aborts itself.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use tokio::task::JoinHandle;

/// How jobs ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Jobs that returned.
    pub finished: usize,
    /// Jobs that panicked.
    pub panicked: usize,
    /// Jobs that were stopped by `cancel`.
    pub cancelled: usize,
}

#[derive(Default)]
struct State {
    paused: bool,
    waiting: Vec<Waker>,
}

/// Jobs that are cancelled, paused and resumed together.
#[derive(Default)]
pub struct Group {
    state: Arc<Mutex<State>>,
    tasks: Vec<JoinHandle<()>>,
}

/// Where a job of a group can be paused.
#[derive(Clone)]
pub struct Gate {
    state: Arc<Mutex<State>>,
}

impl Group {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn spawn<J, F>(&mut self, job: J)
    where
        J: FnOnce(Gate) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let state = Arc::clone(&self.state);
        self.tasks.push(tokio::spawn(job(Gate { state })));
    }

    pub fn pause(&self) {
        self.state.lock().unwrap().paused = true;
    }

    pub fn resume(&self) {
        let waiting = {
            let mut state = self.state.lock().unwrap();
            state.paused = false;
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    fn abort(&self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }

    pub async fn cancel(&mut self) -> Summary {
        self.abort();
        self.join().await
    }

    pub async fn join(&mut self) -> Summary {
        let mut summary = Summary::default();
        while let Some(task) = self.tasks.last_mut() {
            match task.await {
                Ok(()) => summary.finished += 1,
                Err(error) if error.is_cancelled() => summary.cancelled += 1,
                Err(_) => summary.panicked += 1,
            }
            self.tasks.pop();
        }
        summary
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.abort();
    }
}

impl Gate {
    pub async fn pass(&self) {
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            if state.paused {
                state.waiting.push(cx.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
    }
}
