//! Style: a queue by hand, in which each call that waits has a oneshot; a slot holds the worker.

use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::oneshot;

use crate::processes::{JobError, Start};

/// Workers that are kept from job to job.
pub struct Pool<S: Start> {
    start: S,
    state: Mutex<State<S::Worker>>,
}

struct State<W> {
    /// Slots that no call has.
    free: usize,
    idle: VecDeque<W>,
    waiting: VecDeque<oneshot::Sender<()>>,
}

impl<W> State<W> {
    /// Gives a slot to the call that has waited longest, unless it was dropped.
    fn give(&mut self) {
        while let Some(next) = self.waiting.pop_front() {
            if next.send(()).is_ok() {
                return;
            }
        }
        self.free += 1;
    }
}

/// The right to have a worker, and the worker.
struct Slot<'a, W> {
    state: &'a Mutex<State<W>>,
    /// Kept if it is still here at the end.
    worker: Option<W>,
}

impl<W> Drop for Slot<'_, W> {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap();
        state.idle.extend(self.worker.take());
        state.give();
    }
}

/// A place in the queue. A slot that was sent to a dropped call goes to the next one.
struct Turn<'a, W> {
    state: &'a Mutex<State<W>>,
    sent: Option<oneshot::Receiver<()>>,
}

impl<W> Drop for Turn<'_, W> {
    fn drop(&mut self) {
        if let Some(mut sent) = self.sent.take() {
            let mut state = self.state.lock().unwrap();
            if sent.try_recv().is_ok() {
                state.give();
            }
        }
    }
}

impl<S: Start> Pool<S> {
    /// A pool without a worker.
    pub fn new(start: S, most: usize) -> Self {
        let state = State {
            free: most,
            idle: VecDeque::new(),
            waiting: VecDeque::new(),
        };
        Self {
            start,
            state: Mutex::new(state),
        }
    }

    /// The line that a worker answers to `job`.
    pub async fn run(&self, job: &str) -> Result<String, JobError> {
        let mut slot = self.slot().await;
        let mut last = false;
        loop {
            let mut worker = match slot.worker.take() {
                Some(worker) => worker,
                None => self.start.start().await.map_err(JobError::Start)?,
            };
            if let Some(answer) = ask(&mut worker, job).await {
                slot.worker = Some(worker);
                return Ok(answer);
            }
            if std::mem::replace(&mut last, true) {
                return Err(JobError::Crashed);
            }
        }
    }

    async fn slot(&self) -> Slot<'_, S::Worker> {
        let mut turn = Turn {
            state: &self.state,
            sent: None,
        };
        {
            let mut state = self.state.lock().unwrap();
            if state.free > 0 {
                state.free -= 1;
            } else {
                let (send, sent) = oneshot::channel();
                state.waiting.push_back(send);
                turn.sent = Some(sent);
            }
        }
        if let Some(sent) = &mut turn.sent {
            sent.await.expect("the queue sends before it forgets");
        }
        turn.sent = None;
        let worker = self.state.lock().unwrap().idle.pop_front();
        Slot {
            state: &self.state,
            worker,
        }
    }
}

async fn ask<W>(worker: &mut W, job: &str) -> Option<String>
where
    W: AsyncReadExt + AsyncWriteExt + Unpin,
{
    worker.write_all(job.as_bytes()).await.ok()?;
    worker.write_all(b"\n").await.ok()?;
    worker.flush().await.ok()?;
    let (mut line, mut bytes) = (Vec::new(), [0; 1024]);
    while line.last() != Some(&b'\n') {
        match worker.read(&mut bytes).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => line.extend(&bytes[..read]),
        }
    }
    line.pop();
    String::from_utf8(line).ok()
}
