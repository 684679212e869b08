//! Sleeping on the loop.

use std::cell::RefCell;
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use futures::future::{join_all, select};
use kit::check;
use machine_solution::event_loop::EventLoop;

const MS: Duration = Duration::from_millis(1);

#[check(seconds = 300)]
fn sleepers_wake_in_the_order_of_their_deadlines_and_not_too_early() {
    let mut event_loop = EventLoop::new().unwrap();
    let handle = event_loop.handle();
    let woken = Rc::new(RefCell::new(Vec::new()));
    let sleepers = [30, 10, 20, 10, 40].map(|ms| {
        let (handle, woken) = (handle.clone(), Rc::clone(&woken));
        async move {
            // A busy machine can let time pass between the sleepers, so a deadline is known by these two.
            let earliest = Instant::now() + ms * MS;
            let mut sleep = pin!(handle.sleep(ms * MS));
            let latest = Instant::now() + ms * MS;
            let over = poll_fn(|cx| Poll::Ready(sleep.as_mut().poll(cx).is_ready())).await;
            // Over before it was polled: it never had a timer, so it has no place in their order.
            if !over {
                sleep.await;
                woken.borrow_mut().push((earliest, latest));
            }
            assert!(Instant::now() >= earliest, "woken early");
        }
    });
    let handles = sleepers.map(|sleeper| handle.spawn(sleeper));
    for ended in event_loop.block_on(join_all(handles)) {
        ended.unwrap();
    }
    let woken = woken.borrow();
    for pair in woken.windows(2) {
        let ((earliest, _), (_, latest)) = (pair[0], pair[1]);
        assert!(earliest <= latest, "woken before an earlier deadline");
    }
}

#[check(seconds = 300)]
fn a_sleep_that_is_given_up_keeps_nobody() {
    let mut event_loop = EventLoop::new().unwrap();
    let handle = event_loop.handle();
    event_loop.block_on(async {
        let long = Box::pin(handle.sleep(Duration::from_secs(3600)));
        let short = Box::pin(handle.sleep(MS));
        select(long, short).await;
        // The loop must not wait for the one that was dropped: it would outlast this check.
        handle.sleep(MS).await;
    });
}

#[check(seconds = 300)]
fn the_waker_of_the_latest_poll_is_the_one_woken() {
    let mut event_loop = EventLoop::new().unwrap();
    let handle = event_loop.handle();
    event_loop.block_on(async {
        let mut sleep = Box::pin(handle.sleep(MS));
        let polled = sleep.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending());
        // From here on it is this task that waits.
        sleep.await;
    });
}

#[check(seconds = 300)]
fn a_hundred_thousand_timers_fire() {
    let mut event_loop = EventLoop::new().unwrap();
    let handle = event_loop.handle();
    let sleeps = (0..100_000).map(|n| handle.sleep(n % 50 * MS));
    let waits: futures::stream::FuturesUnordered<_> = sleeps.collect();
    let fired = event_loop.block_on(futures::StreamExt::count(waits));
    assert_eq!(fired, 100_000);
}

#[check(seconds = 300)]
fn another_thread_ends_the_sleep_of_a_loop_without_timers() {
    let mut event_loop = EventLoop::new().unwrap();
    let mut thread = None;
    event_loop.block_on(poll_fn(|cx| {
        if thread.is_some() {
            return Poll::Ready(());
        }
        let waker = cx.waker().clone();
        thread = Some(thread::spawn(move || {
            thread::sleep(5 * MS);
            waker.wake();
        }));
        Poll::Pending
    }));
    thread.unwrap().join().unwrap();
}

#[check(seconds = 300)]
fn a_loop_goes_on_where_its_last_run_left_off() {
    let mut event_loop = EventLoop::new().unwrap();
    let handle = event_loop.handle();
    let sleeper = {
        let handle = handle.clone();
        handle.clone().spawn(async move {
            handle.sleep(5 * MS).await;
            7
        })
    };
    event_loop.block_on(async {});
    assert_eq!(event_loop.block_on(sleeper).unwrap(), 7);
    // What never ends is dropped with the loop, and the handle says so.
    let endless = handle.spawn(pending::<()>());
    drop(event_loop);
    let said = EventLoop::new().unwrap().block_on(endless);
    assert!(said.is_err());
}
