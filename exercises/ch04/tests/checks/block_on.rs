//! Checks of block_on.
use crate::explore::explore;
use crate::explored_block_on::block_on;
use kit::check;
use std::task::Poll;

/// Idea.
#[check]
fn no_wake_up_is_lost_in_any_order() {
    explore(|steps| {
        let steps = steps.clone();
        let done = shuttle::sync::Arc::new(shuttle::sync::atomic::AtomicBool::new(false));
        let mut started = false;
        block_on(std::future::poll_fn(move |cx| {
            steps.tell("main", "polls");
            if !started {
                started = true;
                let (waker, done, steps) = (cx.waker().clone(), done.clone(), steps.clone());
                shuttle::thread::spawn(move || {
                    done.store(true, std::sync::atomic::Ordering::SeqCst);
                    steps.tell("other", "wakes");
                    waker.wake();
                });
            }
            if done.load(std::sync::atomic::Ordering::SeqCst) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        }));
    });
}
