//! Queues whose alarms do something, and threads that wake.

use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::task::Waker;
use std::thread;
use std::time::Duration;

use ch04::ready_queue::ReadyQueue;

use super::cause::nothing_waits;
use crate::explore::Steps;
use crate::explore::asleep::{own_status, what_it_does};
use crate::explore::steps::WakeUp;

/// The idea of a call that waits.
pub const NOTHING_WAITS: &str = "Neither `next` nor a wake-up waits: the executor has other things to do when \
    its queue is empty, and a waker may be called on any thread, even on the executor's own.";
/// The idea of a lock that is held while the check's code runs.
pub const LET_GO_FIRST: &str = "The alarm may call the queue on the same thread. If a lock of the queue is held \
    meanwhile, that thread waits for itself: release the lock first, then ring.";
/// The same for the drop of what the alarm holds.
pub const DROP_AFTER: &str = "What the alarm holds may call the queue in its drop, on the same thread. If a lock of the \
    queue is held meanwhile, that thread waits for itself.";
/// The idea of a lost number, or an alarm that rang too early.
pub const ALARM: &str = "The alarm ends the executor's sleep, and the executor calls `next` at once: so the number \
    must be in the queue by then, and the alarm must ring whenever a number comes into the empty queue.";

pub fn all(queue: &ReadyQueue) -> Vec<usize> {
    // An answer may never return None.
    std::iter::from_fn(|| queue.next()).take(20).collect()
}

/// Wakes task `number` on another thread.
pub fn wakes(
    waker: Waker,
    number: usize,
    steps: &Steps,
) -> (shuttle::thread::JoinHandle<()>, WakeUp) {
    let other = format!("other {}", steps.wake_ups() + 1);
    let wake_up = steps.wake_up_or(&other, &format!("wakes {number}"), ALARM);
    let theirs = wake_up.clone();
    let other = shuttle::thread::spawn(move || theirs.takes(|| waker.wake()));
    (other, wake_up)
}

pub type Taken = Arc<Mutex<Vec<Option<usize>>>>;

/// A queue whose alarm calls `ring` with the queue, the waker of task 2, and a list of results.
pub fn with_alarm(
    ring: impl Fn(&ReadyQueue, &Waker, &Taken) + Send + Sync + 'static,
) -> (Arc<ReadyQueue>, Taken) {
    let taken = Taken::default();
    let (theirs, two) = (Arc::clone(&taken), Arc::new(OnceLock::new()));
    let wakes_two = Arc::clone(&two);
    let queue = Arc::new_cyclic(|queue: &std::sync::Weak<ReadyQueue>| {
        let queue = queue.clone();
        ReadyQueue::new(move || {
            if let (Some(queue), Some(two)) = (queue.upgrade(), wakes_two.get()) {
                ring(&queue, two, &theirs);
            }
        })
    });
    let _ = two.set(queue.waker(2));
    (queue, taken)
}

/// Wakes a task when it is dropped.
pub struct WakesOnDrop(pub Arc<OnceLock<Waker>>);

impl Drop for WakesOnDrop {
    fn drop(&mut self) {
        if let Some(waker) = self.0.get() {
            waker.wake_by_ref();
        }
    }
}

/// What a thread is doing.
#[derive(Clone, Default)]
pub struct Stage(Arc<Mutex<&'static str>>);

impl Stage {
    pub fn is(&self, call: &'static str) {
        *self.0.lock().unwrap() = call;
    }
}

/// Runs `f`, which must return, on a thread of its own. If one of its stages does not return, or panics, the
/// failure names that stage, with this idea.
#[track_caller]
pub fn ends<R: Send + 'static>(idea: &str, f: impl FnOnce(&Stage) -> R + Send + 'static) -> R {
    ends_within(3, idea, f)
}

/// As [`ends`], within so many seconds.
#[track_caller]
pub fn ends_within<R: Send + 'static>(
    seconds: u64,
    idea: &str,
    f: impl FnOnce(&Stage) -> R + Send + 'static,
) -> R {
    let ((sender, receiver), (tell, told)) = (mpsc::channel(), mpsc::channel());
    let stage = Stage::default();
    let theirs = stage.clone();
    let runs = thread::spawn(move || {
        let _ = tell.send(own_status());
        let _ = sender.send(f(&theirs));
    });
    let bound = Duration::from_secs(seconds);
    match receiver.recv_timeout(bound) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            let status = told.try_recv().ok().flatten();
            let does = what_it_does(status.as_deref(), bound);
            let call = *stage.0.lock().unwrap();
            if [LET_GO_FIRST, DROP_AFTER].contains(&idea) && nothing_waits() {
                panic!(
                    "{call} does not return. It returns if the alarm does nothing and holds nothing: so a lock of the \
                     queue is held during that call, and the thread waits for itself ({does})\n\n{idea}"
                );
            }
            panic!("{call} does not return: {does}\n\n{idea}")
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let payload = runs.join().expect_err("it has sent nothing");
            let call = *stage.0.lock().unwrap();
            panic!(
                "{call} panicked: {}\n\nNeither `next` nor a wake-up panics, whatever was woken before, and \
                 however often.",
                kit::panic_message(payload.as_ref())
            )
        }
    }
}

pub fn times(n: usize) -> String {
    match n {
        0 => "not at all".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}
