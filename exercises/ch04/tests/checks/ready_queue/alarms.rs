//! Queues whose alarms do something, and threads that wake.

use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::task::Waker;
use std::thread;
use std::time::Duration;

use ch04::ready_queue::ReadyQueue;

use crate::explore::Steps;
use crate::explore::asleep::{own_status, what_it_does};
use crate::explore::steps::WakeUp;

/// What a call that waits leaves out.
pub const NOTHING_WAITS: &str = "Neither `next` nor a wake-up waits: the executor has other things to do when \
    its queue is empty, and wakers are called wherever an event comes.";
/// What a lock that is held while others' code runs leaves out.
pub const LET_GO_FIRST: &str = "The alarm, and the drop of what it holds, may come back to the queue, on the same \
    thread. If a lock of the queue is held meanwhile, that thread waits for itself: let go of it first.";
/// What a number that is lost, or an alarm that came too early, leaves out.
pub const ALARM: &str = "The alarm ends the executor's sleep, and the executor looks into the queue at once: so \
    the number must be in it by then, and whenever a number comes into the empty queue the alarm must ring.";

pub fn all(queue: &ReadyQueue) -> Vec<usize> {
    // An answer may never come to None.
    std::iter::from_fn(|| queue.next()).take(20).collect()
}

/// Wakes task `number` on another thread.
pub fn wakes(
    waker: Waker,
    number: usize,
    steps: &Steps,
) -> (shuttle::thread::JoinHandle<()>, WakeUp) {
    let wake_up = steps.wake_up_or("other", &format!("wakes {number}"), ALARM);
    let theirs = wake_up.clone();
    let other = shuttle::thread::spawn(move || theirs.takes(|| waker.wake()));
    (other, wake_up)
}

pub type Taken = Arc<Mutex<Vec<Option<usize>>>>;

/// A queue whose alarm does `ring`, with the queue, the waker of task 2, and a place to tell.
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

/// What a thread is about to do.
#[derive(Clone, Default)]
pub struct Stage(Arc<Mutex<&'static str>>);

impl Stage {
    pub fn is(&self, call: &'static str) {
        *self.0.lock().unwrap() = call;
    }
}

/// Runs `f`, which is to come to its end, on a thread of its own, and tells its stages. If one of them does
/// not come back, or panics, that is told, with this idea.
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
            panic!("{call} does not come back: {does}\n\n{idea}")
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
