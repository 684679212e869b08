//! What other threads do, and the thread that an executor runs on.

use std::cell::Cell;
use std::future::poll_fn;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use super::tasks::ready_when;
use crate::explore::Steps;

/// Starts a thread in its first poll, and is ready when that has rung and called the waker.
pub fn rung_by_a_thread(
    name: &'static str,
    steps: &Steps,
) -> impl Future<Output = ()> + Send + 'static {
    // A lock of shuttle's: the other thread can ring while the poll is under way.
    let rings = Arc::new(shuttle::sync::Mutex::new(false));
    let (steps, mut started) = (steps.clone(), false);
    poll_fn(move |cx| {
        if !std::mem::replace(&mut started, true) {
            steps.tell(name, "is polled, and starts a thread");
            let (waker, rings) = (cx.waker().clone(), Arc::clone(&rings));
            let steps = steps.clone();
            shuttle::thread::spawn(move || {
                *rings.lock().unwrap() = true;
                steps.tell("other", "calls the waker");
                waker.wake();
            });
        } else {
            steps.tell(name, "is polled");
        }
        ready_when(*rings.lock().unwrap())
    })
}

/// Runs `f`, which is to come to its end, on a thread of its own.
#[track_caller]
pub fn ends<R: Send + 'static>(situation: &str, f: impl FnOnce() -> R + Send + 'static) -> R {
    let (sender, receiver) = mpsc::channel();
    let runs = thread::spawn(move || {
        let _ = sender.send(f());
    });
    match receiver.recv_timeout(Duration::from_secs(3)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            panic!(
                "{situation}, and that never ends: the executor waits for nothing, or goes round"
            )
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let payload = runs.join().expect_err("it has sent nothing");
            panic!(
                "{situation}, and the executor panicked: {}",
                kit::panic_message(payload.as_ref())
            )
        }
    }
}

/// An executor that is to run on another thread than the one it was made on. Nothing promises that
/// it can be moved there: where it cannot, it stays. `run` on a `&Moved` is that of the first of
/// the two traits that the executor allows.
pub struct Moved<E>(Cell<Option<E>>);

impl<E> Moved<E> {
    pub fn new(executor: E) -> Self {
        Self(Cell::new(Some(executor)))
    }

    fn take(&self) -> E {
        self.0.take().expect("it is moved once")
    }
}

#[allow(dead_code)]
pub trait OnAnotherThread<E> {
    fn run(&self, runs: impl FnOnce(E) + Send + 'static);
}

impl<E: Send + 'static> OnAnotherThread<E> for Moved<E> {
    fn run(&self, runs: impl FnOnce(E) + Send + 'static) {
        let executor = self.take();
        let other = shuttle::thread::spawn(move || runs(executor));
        other.join().unwrap();
    }
}

#[allow(dead_code)]
pub trait OnThisThread<E> {
    fn run(&self, runs: impl FnOnce(E) + Send + 'static);
}

impl<E> OnThisThread<E> for &Moved<E> {
    fn run(&self, runs: impl FnOnce(E) + Send + 'static) {
        runs(self.take());
    }
}
