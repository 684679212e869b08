//! More tasks than most programs have.

use std::future::poll_fn;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use ch04::many_tasks::Executor;

use super::tasks::ready_when;
use super::threads::calls;

/// Spawns this many tasks, which are not polled; returns how many are kept, before and after the executor is dropped.
pub fn kept_and_left(tasks: usize) -> (usize, usize) {
    let held = Arc::new(());
    let executor = Executor::new();
    calls("`spawn`", |count| {
        for _ in 0..tasks {
            count.fetch_add(1, Ordering::SeqCst);
            let holds = Arc::clone(&held);
            executor.spawner().spawn(async move { drop(holds) });
        }
    });
    let kept = Arc::strong_count(&held) - 1;
    drop(executor);
    (kept, Arc::strong_count(&held) - 1)
}

/// Spawns this many tasks, which wait, and wakes all of them, the last one first; returns which tasks were polled
/// then, in order.
pub fn woken_from_the_last(tasks: usize) -> Vec<usize> {
    let polled = Arc::new(Mutex::new(Vec::new()));
    let wakers = Arc::new(Mutex::new(Vec::new()));
    let mut executor = Executor::new();
    for number in 0..tasks {
        let (polled, wakers) = (Arc::clone(&polled), Arc::clone(&wakers));
        executor.spawner().spawn(poll_fn(move |cx| {
            polled.lock().unwrap().push(number);
            wakers.lock().unwrap().push(cx.waker().clone());
            Poll::Pending
        }));
    }
    let mut round = 0;
    executor.run_until(poll_fn(|cx| {
        round += 1;
        if round == 2 {
            polled.lock().unwrap().clear();
            let woken = std::mem::take(&mut *wakers.lock().unwrap());
            woken.iter().rev().for_each(Waker::wake_by_ref);
        }
        cx.waker().wake_by_ref();
        ready_when(round == 3)
    }));
    std::mem::take(&mut *polled.lock().unwrap())
}
