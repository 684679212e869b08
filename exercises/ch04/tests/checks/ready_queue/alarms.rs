//! Queues whose alarms do something, and threads that wake.

use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::task::Waker;
use std::thread;
use std::time::Duration;

use ch04::ready_queue::ReadyQueue;

use crate::explore::Steps;

pub fn all(queue: &ReadyQueue) -> Vec<usize> {
    // An answer may never come to None.
    std::iter::from_fn(|| queue.next()).take(20).collect()
}

/// Wakes task `number` on another thread.
pub fn wakes(waker: Waker, number: usize, steps: &Steps) -> shuttle::thread::JoinHandle<()> {
    let steps = steps.clone();
    shuttle::thread::spawn(move || {
        steps.tell("other", &format!("wakes {number}"));
        waker.wake();
    })
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

/// Runs `f`, which is to come to its end, on a thread of its own.
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
    let (sender, receiver) = mpsc::channel();
    let runs = thread::spawn(move || {
        let _ = sender.send(f());
    });
    match receiver.recv_timeout(Duration::from_secs(seconds)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{situation}, and that never ends"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let payload = runs.join().expect_err("it has sent nothing");
            panic!(
                "{situation}, and the queue panicked: {}",
                kit::panic_message(payload.as_ref())
            )
        }
    }
}
