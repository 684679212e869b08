// entry: one_waker_for_each_job
use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use tokio::task::{JoinError, JoinSet};

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
    next: usize,
    /// By the number of the job.
    waiting: HashMap<usize, Waker>,
}

#[derive(Default)]
pub struct Group {
    jobs: JoinSet<()>,
    state: Arc<Mutex<State>>,
}

#[derive(Clone)]
pub struct Gate {
    job: usize,
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
        let job_number = {
            let mut state = self.state.lock().unwrap();
            state.next += 1;
            state.next
        };
        let gate = Gate { job: job_number, state: Arc::clone(&self.state) };
        self.jobs.spawn(job(gate));
    }

    pub fn pause(&self) {
        self.state.lock().unwrap().paused = true;
    }

    pub fn resume(&self) {
        let woken = {
            let mut state = self.state.lock().unwrap();
            state.paused = false;
            std::mem::take(&mut state.waiting)
        };
        woken.into_values().for_each(Waker::wake);
    }

    pub async fn cancel(&mut self) -> Summary {
        self.jobs.abort_all();
        self.join().await
    }

    pub async fn join(&mut self) -> Summary {
        let mut summary = Summary::default();
        while let Some(ended) = self.jobs.join_next().await {
            match ended {
                Ok(()) => summary.finished += 1,
                Err(error) if JoinError::is_panic(&error) => summary.panicked += 1,
                Err(_) => summary.cancelled += 1,
            }
        }
        summary
    }
}

impl Gate {
    pub async fn pass(&self) {
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            if !state.paused {
                return Poll::Ready(());
            }
            state.waiting.insert(self.job, cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}
