//! A wake from another thread that comes at any moment of a poll.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::task::Context;
use std::thread;
use std::time::{Duration, Instant};

use ch03::join_many::join_many;
use kit::CountingWaker;

use super::desk::Desk;

/// The time between two steps of a poll is short: about one wake in eight comes in it.
const ROUNDS: usize = 100;

/// Polls a join again and again, each time as another task, until another thread has begun to wake one
/// of the futures. Returns the round in which the wake was lost: that future was not polled, and
/// the task that polled last was not woken.
pub fn lost_in() -> Option<usize> {
    let desk = Desk::new(2);
    let mut join = Box::pin(join_many(desk.futures()));
    let (asked, begun, done) = (
        AtomicUsize::new(0),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        // Even if a poll panics: otherwise the other thread would wait forever.
        let _over = SetAtDrop(&over);
        scope.spawn(|| {
            for round in 1..=ROUNDS {
                while asked.load(SeqCst) < round {
                    if over.load(SeqCst) {
                        return;
                    }
                    thread::yield_now();
                }
                begun.store(round, SeqCst);
                desk.wake(1);
                done.store(round, SeqCst);
            }
        });
        let mut poll = || {
            let task = CountingWaker::new();
            let _ = join.as_mut().poll(&mut Context::from_waker(&task.waker()));
            task
        };
        poll();
        let start = Instant::now();
        for round in 1..=ROUNDS {
            // Fewer rounds on a busy machine.
            if start.elapsed() > Duration::from_secs(5) {
                break;
            }
            desk.take_polled();
            asked.store(round, SeqCst);
            let task = loop {
                let task = poll();
                if begun.load(SeqCst) == round {
                    break task;
                }
            };
            while done.load(SeqCst) < round {
                thread::yield_now();
            }
            if task.wakes() == 0 && !desk.take_polled().contains(&1) {
                return Some(round);
            }
            // What was not polled yet must not count in the next round.
            poll();
        }
        None
    })
}

struct SetAtDrop<'a>(&'a AtomicBool);

impl Drop for SetAtDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}
