//! Threads for naps, which keep to an order that is the same on every machine.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Condvar, Mutex};
use std::thread;

static PENDING: Mutex<u32> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

thread_local! {
    static THREADS: Cell<u32> = const { Cell::new(0) };
}

/// A thread whose name appears in the picture. The first one begins when a poll of `in_turn` has
/// returned `Pending`, the second one after two such polls, and so on: however busy the machine is, none
/// of them wakes a poll that is still under way, and each wakes a poll of its own.
pub fn timer_thread(run: impl FnOnce() + Send + 'static) {
    let number = THREADS.get() + 1;
    THREADS.set(number);
    let thread = thread::Builder::new().name("timer".to_owned());
    let begin = move || {
        let pending = PENDING.lock().unwrap();
        drop(
            CHANGED
                .wait_while(pending, |pending| *pending < number)
                .unwrap(),
        );
        run();
    };
    thread.spawn(begin).unwrap();
}

/// The future, whose polls the threads wait for.
pub async fn in_turn<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|cx| {
        let polled = future.as_mut().poll(cx);
        if polled.is_pending() {
            next();
        }
        polled
    })
    .await
}

/// Lets the next thread begin.
pub fn next() {
    *PENDING.lock().unwrap() += 1;
    CHANGED.notify_all();
}
