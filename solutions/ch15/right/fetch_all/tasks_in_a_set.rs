//! Style: each job is a task in a `JoinSet`, which `cut` shuts down; `Stop` has a semaphore that is closed to ask.

use std::any::Any;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

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
    open: Arc<Semaphore>,
}

impl Stop {
    /// Whether the job is asked to stop.
    pub fn is_asked(&self) -> bool {
        self.open.is_closed()
    }

    /// Waits until the job is asked to stop.
    pub async fn asked(&self) {
        // It has no permits, so this ends when it is closed.
        let _ = self.open.acquire().await;
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
    let open = Arc::new(Semaphore::new(0));
    let (mut ask, mut cut) = (pin!(ask), pin!(cut));
    let mut report: Vec<Entry<T>> = jobs.iter().map(|_| Entry::NotStarted).collect();
    let mut queue = jobs.into_iter().enumerate().peekable();
    let mut running = JoinSet::new();
    let mut numbers = HashMap::new();
    let mut first = true;
    loop {
        while !first && running.len() < most && !open.is_closed() {
            let Some((nth, job)) = queue.next() else {
                break;
            };
            let stop = Stop {
                open: Arc::clone(&open),
            };
            report[nth] = Entry::Cut;
            numbers.insert(running.spawn(one(job, stop)).id(), nth);
        }
        if running.is_empty() && (open.is_closed() || queue.peek().is_none()) {
            return report;
        }
        tokio::select! {
            biased;
            () = &mut cut => {
                running.shutdown().await;
                return report;
            }
            () = &mut ask, if !open.is_closed() => open.close(),
            Some(ended) = running.join_next_with_id() => match ended {
                Ok((id, output)) => report[numbers[&id]] = Entry::Finished(output),
                Err(error) => {
                    let nth = numbers[&error.id()];
                    report[nth] = Entry::Panicked(message(&*error.into_panic()));
                }
            },
            // Neither `ask` nor `cut` completed at its first poll.
            () = std::future::ready(()), if first => first = false,
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| text.to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}
