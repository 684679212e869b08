//! Several threads, in many orders of their steps.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};

use kit::ByHand;
use shuttle::future::block_on;
use shuttle::thread;

use crate::explore::{explore, returns_meanwhile, waits_for_itself};
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
pub fn a_waker_uses_the_semaphore(served: Served, dropped: &'static str) {
    assert!(
        !waits_for_itself(move || wakes(served, dropped)),
        "{dropped}: the thread waits for a lock that it holds itself"
    );
}

fn wakes(served: Served, dropped: &str) {
    let semaphore = Arc::new(Semaphore::new(2));
    let (one, other) = (semaphore.try_acquire(1), semaphore.try_acquire(1));
    let mut before = ByHand::new(semaphore.acquire(match served {
        Served::ByALargeRequestThatWaits => 2,
        _ => 1,
    }));
    assert!(
        before.poll().is_pending(),
        "all permits are taken: another request was served"
    );
    let calls = Arc::new(Calls {
        semaphore: Arc::clone(&semaphore),
        returned: AtomicUsize::new(0),
        waited: AtomicUsize::new(0),
    });
    let waker = Waker::from(Arc::clone(&calls));
    let mut request = Box::pin(semaphore.acquire(1));
    let polled = request.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(
        polled.is_pending(),
        "all permits are taken: another request was served"
    );
    drop(one);
    match served {
        Served::ByAPermit => drop(other),
        Served::ByARequestThatWasHandedOne | Served::ByALargeRequestThatWaits => before.cancel(),
    }
    assert!(
        calls.waited.load(Ordering::SeqCst) == 0,
        "{dropped}, and the waker of the request behind it is called. As long as that call lasts, \
         `available()` on another thread does not return; after it, it does: a lock is held during the call"
    );
    assert!(
        calls.returned.load(Ordering::SeqCst) > 0,
        "{dropped}: a permit is free for the request behind it, which is not woken"
    );
}

/// Asks for what is available while the waker is called, and counts how that went.
struct Calls {
    semaphore: Arc<Semaphore>,
    returned: AtomicUsize,
    waited: AtomicUsize,
}

impl Wake for Calls {
    fn wake(self: Arc<Self>) {
        let semaphore = Arc::clone(&self.semaphore);
        let ended = match returns_meanwhile(move || {
            semaphore.available();
        }) {
            true => &self.returned,
            false => &self.waited,
        };
        ended.fetch_add(1, Ordering::SeqCst);
    }
}
