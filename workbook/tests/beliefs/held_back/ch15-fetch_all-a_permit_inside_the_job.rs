// entry: a_permit_inside_the_job
use std::any::Any;
use std::future::ready;
use std::panic::AssertUnwindSafe;
use std::pin::pin;

use futures::FutureExt;
use futures::future::{Either, select};
use futures::stream::{self, StreamExt};
use tokio::sync::{Semaphore, watch};

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<T> {
    /// Its future returned this, before or after the job was asked to stop.
    Finished(T),
    /// Its future panicked with this message, a `&str` or a `String`; empty if it is neither.
    Panicked(String),
    /// It was dropped while it ran.
    Cut,
    /// `one` was not called for it.
    NotStarted,
}

/// With this a job sees that it is asked to stop. Clones see the same.
#[derive(Clone)]
pub struct Stop {
    asked: watch::Receiver<bool>,
}

impl Stop {
    /// Whether the job is asked to stop.
    pub fn is_asked(&self) -> bool {
        *self.asked.borrow()
    }

    /// Waits until the job is asked to stop.
    pub async fn asked(&self) {
        // An error means that `fetch_all` has returned, which stops a job as well.
        let _ = self.asked.clone().wait_for(|asked| *asked).await;
    }
}

/// Runs `one` for each of `jobs`, at most `most` at the same time, until all have ended or `cut` completes. After `ask`
/// has completed no job begins.
pub async fn fetch_all<J, T, F>(
    jobs: Vec<J>,
    most: usize,
    mut one: impl FnMut(J, Stop) -> F,
    ask: impl Future<Output = ()>,
    cut: impl Future<Output = ()>,
) -> Vec<Entry<T>>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let permits = Semaphore::new(most);
    let count = jobs.len().max(1);
    let (tell, asked) = watch::channel(false);
    let stop = Stop { asked };
    let report: Vec<Entry<T>> = jobs.iter().map(|_| Entry::NotStarted).collect();
    let report = std::cell::RefCell::new(report);
    let jobs = stream::iter(jobs.into_iter().enumerate());
    let jobs = jobs.take_while(|_| ready(!stop.is_asked()));
    let running = jobs.map(|(nth, job)| {
        report.borrow_mut()[nth] = Entry::Cut;
        let future = AssertUnwindSafe(one(job, stop.clone())).catch_unwind();
        let (report, permits) = (&report, &permits);
        async move {
            let _permit = permits.acquire().await;
            report.borrow_mut()[nth] = match future.await {
                Ok(output) => Entry::Finished(output),
                Err(panic) => Entry::Panicked(message(&*panic)),
            };
        }
    });
    let all = running.buffer_unordered(count).for_each(|()| ready(()));
    let work = async {
        // `select` polls its first future first, in each poll.
        match select(pin!(ask), pin!(all)).await {
            Either::Left(((), all)) => {
                tell.send_replace(true);
                all.await;
            }
            Either::Right(_) => {}
        }
    };
    // The block drops what still runs before the report is taken out.
    {
        select(pin!(cut), pin!(work)).await;
    }
    report.into_inner()
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| text.to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}
