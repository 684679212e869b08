//! Several threads, in many orders of their steps.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use kit::ByHand;
use shuttle::future::block_on;
use shuttle::thread;

use crate::explore::{explore, waits_for_itself};
use crate::explored_semaphore::Semaphore;

/// Threads that take permits and give them back, each on its own.
pub fn take_and_give_back(permits: usize, wanted: &'static [usize]) {
    explore(move || each_on_a_thread(&Semaphore::new(permits), permits, wanted));
}

/// Two permits are given back while the request at the front is dropped: the one behind it must be served.
pub fn two_come_back_and_a_request_is_dropped() {
    explore(|| {
        let semaphore = Semaphore::new(2);
        let permits = [semaphore.try_acquire(1), semaphore.try_acquire(1)];
        let mut requests = [1, 1].map(|wanted| ByHand::new(semaphore.acquire(wanted)));
        for request in &mut requests {
            assert!(
                request.poll().is_pending(),
                "2 permits are taken: a third request was served"
            );
        }
        let [mut first, mut second] = requests;
        thread::scope(|scope| {
            for permit in permits {
                scope.spawn(move || drop(permit));
            }
            scope.spawn(|| first.cancel());
        });
        let story = "two requests wait; two threads give back a permit each, and a third one drops the first request";
        assert!(
            second.wakes() > 0,
            "{story}: the second request is not woken"
        );
        let permit = second.poll();
        assert!(permit.is_ready(), "{story}: the second request still waits");
        drop(permit);
        let free = semaphore.available();
        assert!(
            free == 2,
            "{story}: in the end, {free} of 2 permits are free"
        );
    });
}

/// Lets a thread take each count of `wanted` permits, and give them back. Another one tries to take one.
fn each_on_a_thread(semaphore: &Semaphore, permits: usize, wanted: &[usize]) {
    let taken = AtomicUsize::new(0);
    let uses = |count: usize| {
        let all = taken.fetch_add(count, Ordering::SeqCst) + count;
        assert!(
            all <= permits,
            "{all} permits of a semaphore of {permits} were taken at the same time"
        );
        thread::yield_now();
        taken.fetch_sub(count, Ordering::SeqCst);
    };
    thread::scope(|scope| {
        for count in wanted {
            let uses = &uses;
            scope.spawn(move || {
                let permit = block_on(semaphore.acquire(*count));
                uses(*count);
                drop(permit);
            });
        }
        scope.spawn(|| {
            if let Some(permit) = semaphore.try_acquire(1) {
                uses(1);
                drop(permit);
            }
        });
    });
    let free = semaphore.available();
    assert!(
        free == permits,
        "every thread gave its permits back, and {free} of {permits} are free"
    );
}

/// How a request is served.
#[derive(Clone, Copy)]
pub enum Served {
    ByAPermit,
    ByARequestThatWasHandedOne,
    ByALargeRequestThatWaits,
}

/// Lets a waker be called that uses the semaphore.
pub fn a_waker_uses_the_semaphore(served: Served, dropped: &str) {
    assert!(
        !waits_for_itself(move || wakes(served, false)),
        "{dropped}: the thread waits for a lock that it holds itself"
    );
    assert!(
        !waits_for_itself(move || wakes(served, true)),
        "{dropped}, and a request that waits is woken: right if its waker only counts; if the waker calls \
         `available()`, the thread waits for a lock that it holds itself"
    );
}

fn wakes(served: Served, calls: bool) {
    let semaphore = Arc::new(Semaphore::new(2));
    let mut one = semaphore.try_acquire(1);
    let mut other = semaphore.try_acquire(1);
    let mut before = ByHand::new(semaphore.acquire(match served {
        Served::ByALargeRequestThatWaits => 2,
        _ => 1,
    }));
    let _ = before.poll();
    let calls = Arc::new(Calls {
        semaphore: Arc::clone(&semaphore),
        asks: calls,
        wakes: AtomicUsize::new(0),
    });
    let waker = Waker::from(Arc::clone(&calls));
    let mut request = Box::pin(semaphore.acquire(1));
    let polled = request.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(
        polled.is_pending(),
        "all permits are taken: a third request was served"
    );
    one.take();
    match served {
        Served::ByAPermit => drop(other.take()),
        Served::ByARequestThatWasHandedOne | Served::ByALargeRequestThatWaits => before.cancel(),
    }
    let woken = calls.wakes.load(Ordering::SeqCst);
    assert!(
        woken > 0,
        "a permit is free for a request that waits, and it was not woken"
    );
    let polled = request.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(
        matches!(polled, Poll::Ready(_)),
        "a request was woken, and still waits"
    );
}

struct Calls {
    semaphore: Arc<Semaphore>,
    asks: bool,
    wakes: AtomicUsize,
}

impl Wake for Calls {
    fn wake(self: Arc<Self>) {
        self.wakes.fetch_add(1, Ordering::SeqCst);
        if self.asks {
            self.semaphore.available();
            drop(self.semaphore.try_acquire(1));
        }
    }
}
