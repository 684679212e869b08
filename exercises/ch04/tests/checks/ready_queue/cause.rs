//! Experiments that run after a check has failed, with one queue and one thread. They find out which of the
//! possible causes holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ch04::ready_queue::ReadyQueue;
use kit::caught;

use super::alarms::{all, times};

/// The idea of a number that is lost with its waker.
const STAYS: &str = "`wake` may consume the last waker of a task, and the task must still be polled. So the queue \
    holds numbers, or owns what it holds.";
/// The idea of a place for each wake-up.
const ONE_PLACE: &str = "A thousand wake-ups before the next poll mean no more than one. If each took a place in the \
    queue, one busy sender would fill it.";
/// The idea of a wake-up that is lost during a poll.
const BEFORE_THE_POLL: &str = "The event behind a wake-up may have come too late for the poll that is under way, so \
    the task needs another poll. So clear the flag of a wake-up before the poll, when `next` takes the number out.";

/// An experiment makes a few calls, and may take this long.
const PATIENCE: Duration = Duration::from_secs(2);

/// The cause in the simplest cases: the first experiment that fails.
pub fn simple() -> Option<String> {
    let experiments = [
        woken_by_its_only_waker,
        woken_twice,
        woken_after_it_was_taken_out,
    ];
    experiments.into_iter().find_map(|experiment| experiment())
}

/// Whether the alarm rings as required on one thread.
pub fn rings_in_turn() -> bool {
    let rings = tried(|| {
        let rings = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&rings);
        let queue = ReadyQueue::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
        });
        let (one, two) = (queue.waker(1), queue.waker(2));
        one.wake_by_ref();
        two.wake_by_ref();
        let first = rings.load(Ordering::SeqCst);
        let _ = (queue.next(), queue.next());
        one.wake_by_ref();
        (first, rings.load(Ordering::SeqCst))
    });
    rings == Some((1, 2))
}

/// Whether a wake-up, `next` of a queue with a number and of an empty one, and the drop of the queue return, with an
/// alarm that does nothing.
pub fn nothing_waits() -> bool {
    let returned = tried(|| {
        let queue = ReadyQueue::new(|| {});
        queue.waker(1).wake();
        all(&queue)
    });
    returned.is_some()
}

/// The result of an experiment that ends in time and without a panic. If it does not, the check itself has a
/// better message.
fn tried<R: Send + 'static>(experiment: impl FnOnce() -> R + Send + 'static) -> Option<R> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let _ = sender.send(caught(experiment));
    });
    receiver.recv_timeout(PATIENCE).ok()?.ok()
}

fn woken_by_its_only_waker() -> Option<String> {
    let taken = |kept: bool| {
        tried(move || {
            let queue = ReadyQueue::new(|| {});
            let waker = queue.waker(5);
            let _kept = kept.then(|| waker.clone());
            waker.wake();
            all(&queue)
        })
    };
    (taken(true)? == [5] && taken(false)?.is_empty()).then(|| {
        format!(
            "right while a waker of the task is kept, wrong when the last one is dropped: task 5 was woken by the \
             `wake` of its only waker, which drops that waker, and `next` gave None instead of Some(5)\n\n{STAYS}"
        )
    })
}

fn woken_twice() -> Option<String> {
    let taken = tried(|| {
        let queue = ReadyQueue::new(|| {});
        let waker = queue.waker(1);
        waker.wake_by_ref();
        waker.wake_by_ref();
        all(&queue)
    })?;
    (taken.len() > 1).then(|| {
        format!(
            "a task was woken twice before it was taken out, and its number came out {}\n\n{ONE_PLACE}",
            match taken.len() {
                20 => "again and again".to_owned(),
                often => times(often),
            }
        )
    })
}

fn woken_after_it_was_taken_out() -> Option<String> {
    let comes_again = |looks_once_more: bool| {
        tried(move || {
            let queue = ReadyQueue::new(|| {});
            let waker = queue.waker(1);
            waker.wake_by_ref();
            let first = queue.next();
            if looks_once_more {
                let _ = queue.next();
            }
            waker.wake_by_ref();
            (first == Some(1)).then(|| queue.next() == Some(1))
        })
    };
    let (at_once, later) = (comes_again(false)??, comes_again(true)??);
    (!at_once).then(|| {
        format!(
            "{}: task 1 was taken out by `next`, was woken again after that, and `next` gave None instead of \
             Some(1)\n\n{BEFORE_THE_POLL}",
            match later {
                true =>
                    "right if the wake-up comes after another call of `next`, wrong if it comes before that, as \
                     it does during the poll",
                false => "right at the first wake-up, wrong at the second",
            }
        )
    })
}
