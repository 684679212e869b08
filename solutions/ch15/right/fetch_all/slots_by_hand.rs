//! Style: one poll function over a list of boxed futures; `Stop` keeps a flag and the wakers of all that wait.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

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
#[derive(Clone, Default)]
pub struct Stop {
    state: Arc<Mutex<Asked>>,
}

#[derive(Default)]
struct Asked {
    asked: bool,
    waiting: Vec<Waker>,
}

impl Stop {
    /// Whether the job is asked to stop.
    pub fn is_asked(&self) -> bool {
        self.state.lock().unwrap().asked
    }

    /// Waits until the job is asked to stop.
    pub async fn asked(&self) {
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            if state.asked {
                return Poll::Ready(());
            }
            if !state
                .waiting
                .iter()
                .any(|waker| waker.will_wake(cx.waker()))
            {
                state.waiting.push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }

    fn ask(&self) {
        let mut state = self.state.lock().unwrap();
        state.asked = true;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
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
    let stop = Stop::default();
    let (mut ask, mut cut) = (pin!(ask), pin!(cut));
    let mut report: Vec<Entry<T>> = jobs.iter().map(|_| Entry::NotStarted).collect();
    let mut queue = jobs.into_iter().enumerate().peekable();
    let mut running = Vec::new();
    poll_fn(|cx| {
        if cut.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        if !stop.is_asked() && ask.as_mut().poll(cx).is_ready() {
            stop.ask();
        }
        loop {
            while !stop.is_asked() && running.len() < most && queue.peek().is_some() {
                let (nth, job) = queue.next().expect("there is one");
                report[nth] = Entry::Cut;
                running.push((nth, Box::pin(one(job, stop.clone()))));
            }
            let before = running.len();
            running.retain_mut(|(nth, future)| {
                let poll = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
                report[*nth] = match poll {
                    Ok(Poll::Pending) => return true,
                    Ok(Poll::Ready(output)) => Entry::Finished(output),
                    Err(panic) => Entry::Panicked(message(&*panic)),
                };
                false
            });
            if running.is_empty() && (stop.is_asked() || queue.peek().is_none()) {
                return Poll::Ready(());
            }
            if running.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    drop(running);
    report
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| text.to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}
