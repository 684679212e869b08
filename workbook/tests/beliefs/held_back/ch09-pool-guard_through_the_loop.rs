// entry: guard_through_the_loop
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures::FutureExt;
use tokio::sync::{Mutex, Notify, mpsc};
use tokio::task::JoinSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed<J>(pub J);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Jobs that returned.
    pub finished: usize,
    /// Jobs that panicked.
    pub panicked: usize,
}

#[derive(Default)]
struct Shared {
    finished: AtomicUsize,
    panicked: AtomicUsize,
    closed: AtomicBool,
    close: Notify,
}

pub struct Pool<J> {
    jobs: mpsc::Sender<J>,
    workers: JoinSet<()>,
    shared: Arc<Shared>,
}

impl<J: Send + 'static> Pool<J> {
    pub fn new<F, Fut>(workers: usize, capacity: usize, work: F) -> Self
    where
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let (jobs, queue) = mpsc::channel(capacity);
        let (queue, work) = (Arc::new(Mutex::new(queue)), Arc::new(work));
        let shared = Arc::new(Shared::default());
        let mut set = JoinSet::new();
        for _ in 0..workers {
            let (queue, work, shared) = (Arc::clone(&queue), Arc::clone(&work), Arc::clone(&shared));
            set.spawn(async move {
                loop {
                    let mut queue = queue.lock().await;
                    let Some(job) = next(&mut queue, &shared).await else { break };
                    let done = AssertUnwindSafe(async { work(job).await }).catch_unwind().await;
                    let count = match done {
                        Ok(()) => &shared.finished,
                        Err(_) => &shared.panicked,
                    };
                    count.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        Self {
            jobs,
            workers: set,
            shared,
        }
    }

    pub async fn submit(&self, job: J) -> Result<(), Closed<J>> {
        let closing = self.shared.close.notified();
        if self.shared.closed.load(Ordering::SeqCst) {
            return Err(Closed(job));
        }
        tokio::select! {
            place = self.jobs.reserve() => match place {
                Ok(place) => {
                    place.send(job);
                    Ok(())
                }
                Err(_) => Err(Closed(job)),
            },
            () = closing => Err(Closed(job)),
        }
    }

    pub fn close(&self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        self.shared.close.notify_waiters();
    }

    pub async fn shutdown(mut self) -> Ended {
        self.close();
        while self.workers.join_next().await.is_some() {}
        Ended {
            finished: self.shared.finished.load(Ordering::SeqCst),
            panicked: self.shared.panicked.load(Ordering::SeqCst),
        }
    }
}

async fn next<J>(queue: &mut mpsc::Receiver<J>, shared: &Shared) -> Option<J> {
    let closing = shared.close.notified();
    if shared.closed.load(Ordering::SeqCst) {
        queue.close();
    }
    tokio::select! {
        biased;
        job = queue.recv() => job,
        () = closing => {
            queue.close();
            queue.recv().await
        }
    }
}
