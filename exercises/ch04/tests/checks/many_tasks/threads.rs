//! What other threads do, and the thread that an executor runs on.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::cause::simple;
use super::tasks::ready_when;
use crate::explore::Steps;
use crate::explore::asleep::{own_status, what_it_does};

/// The calls that are under way on a thread of [`ends`], the innermost last.
type Calls = Arc<Mutex<Vec<(&'static str, Option<Count>)>>>;
/// The number of one of many calls.
pub type Count = Arc<AtomicUsize>;

thread_local! {
    static CALLS: RefCell<Calls> = RefCell::default();
}

/// Makes this call, and a failure names it if it does not return.
pub fn call<R>(what: &'static str, does: impl FnOnce() -> R) -> R {
    under_way((what, None), does)
}

/// As [`call`], for many calls: `does` counts them as they begin.
pub fn calls<R>(what: &'static str, does: impl FnOnce(&Count) -> R) -> R {
    let count = Count::default();
    under_way((what, Some(Arc::clone(&count))), || does(&count))
}

fn under_way<R>(call: (&'static str, Option<Count>), does: impl FnOnce() -> R) -> R {
    let calls = CALLS.with_borrow(Arc::clone);
    calls.lock().unwrap().push(call);
    let given = does();
    calls.lock().unwrap().pop();
    given
}

/// Starts a thread in its first poll, and is ready when that has rung and called the waker.
pub fn rung_by_a_thread(
    name: &'static str,
    steps: &Steps,
) -> impl Future<Output = ()> + Send + 'static {
    rung_or(name, steps, None)
}

/// As [`rung_by_a_thread`]; if the wake-up is lost, the failure has this idea.
pub fn rung_or(
    name: &'static str,
    steps: &Steps,
    idea: Option<&'static str>,
) -> impl Future<Output = ()> + Send + 'static {
    // Shuttle's lock: the other thread can ring while the poll is under way.
    let rings = Arc::new(shuttle::sync::Mutex::new(false));
    let (steps, mut started) = (steps.clone(), false);
    let does = format!("calls the waker of {name}");
    let wake_up = match idea {
        Some(idea) => steps.wake_up_or("other", &does, idea),
        None => steps.wake_up("other", &does),
    };
    poll_fn(move |cx| {
        if !std::mem::replace(&mut started, true) {
            steps.tell(name, "is polled, and starts a thread");
            let (waker, rings) = (cx.waker().clone(), Arc::clone(&rings));
            let wake_up = wake_up.clone();
            shuttle::thread::spawn(move || {
                *rings.lock().unwrap() = true;
                wake_up.takes(|| waker.wake());
            });
        } else {
            steps.tell(name, "is polled");
        }
        let has_rung = *rings.lock().unwrap();
        if has_rung {
            wake_up.has_arrived();
        }
        ready_when(has_rung)
    })
}

/// Runs `f`, which must return, on a thread of its own.
#[track_caller]
pub fn ends<R: Send + 'static>(situation: &str, f: impl FnOnce() -> R + Send + 'static) -> R {
    ends_within(3, situation, f)
}

/// As [`ends`], within so many seconds.
#[track_caller]
pub fn ends_within<R: Send + 'static>(
    seconds: u64,
    situation: &str,
    f: impl FnOnce() -> R + Send + 'static,
) -> R {
    const LOOK: Duration = Duration::from_secs(3);
    let (began, bound) = (Instant::now(), Duration::from_secs(seconds));
    let ((sender, receiver), (tell, told)) = (mpsc::channel(), mpsc::channel());
    let calls = Calls::default();
    let theirs = Arc::clone(&calls);
    let runs = thread::spawn(move || {
        CALLS.set(theirs);
        let _ = tell.send(own_status());
        let _ = sender.send(f());
    });
    let mut far = None;
    let result = loop {
        let result = receiver.recv_timeout(LOOK);
        let innermost = calls.lock().unwrap().last().cloned();
        let now = innermost.and_then(|(_, count)| Some(count?.load(Ordering::SeqCst)));
        let is_late = matches!(result, Err(mpsc::RecvTimeoutError::Timeout));
        // Many calls may take long: they go on as long as their number grows.
        let goes_on = match now {
            None => began.elapsed() < bound,
            Some(_) => now != far,
        };
        if !is_late || !goes_on {
            break result;
        }
        far = now;
    };
    match result {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            let status = told.try_recv().ok().flatten();
            let does = what_it_does(status.as_deref(), began.elapsed());
            let innermost = calls.lock().unwrap().last().cloned();
            match innermost {
                Some((what, number)) => panic!(
                    "{} does not return, {does}: {situation}\n\nTasks spawn and wake while they are polled and while \
                     they are dropped. If a lock of the executor is held meanwhile, or if the same thread must first \
                     make room in a queue, the thread waits for itself.",
                    match number {
                        Some(count) => {
                            format!("call number {} of {what}", count.load(Ordering::SeqCst))
                        }
                        None => what.to_owned(),
                    }
                ),
                None => panic!(
                    "{}",
                    simple().unwrap_or_else(|| format!(
                        "the executor does not return, {does}: {situation}\n\n`run_until` returns as soon as main is \
                         ready, and polls what was spawned or woken; it sleeps only while there is nothing to poll."
                    ))
                ),
            }
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let payload = runs.join().expect_err("it has sent nothing");
            panic!(
                "the executor panicked: {} ({situation})",
                kit::panic_message(payload.as_ref())
            )
        }
    }
}

/// An executor that runs on another thread than the one it was made on, if it is `Send`. If it is not, it runs on
/// this thread. `run` on a `&Moved` is the method of the first of the two traits that fits the executor.
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
