//! Several threads, in many orders of their steps.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};

use kit::ByHand;
use shuttle::future::block_on;
use shuttle::sync::Mutex;
use shuttle::thread;

use crate::explore::{explore, returns_meanwhile, waits_for_itself};
use crate::explored_semaphore::{Acquire, Semaphore};

/// Threads that take permits and give them back, each on its own.
pub fn take_and_give_back(permits: usize, wanted: &'static [usize]) {
    explore("", move || {
        each_on_a_thread(&Semaphore::new(permits), permits, wanted)
    });
}

/// Two permits are given back while the request at the front is dropped: the one behind it must be served.
pub fn two_come_back_and_a_request_is_dropped() {
    explore("", || {
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

/// What is dropped, so that the request behind it is served: a `Permit`, a request that was handed a permit, or a
/// large request that waits.
#[derive(Clone, Copy)]
pub enum Dropped {
    Permit,
    Handed,
    Large,
}

/// Lets a waker be called that uses the semaphore.
pub fn a_waker_uses_the_semaphore(what: Dropped, dropped: &'static str) {
    assert!(
        !waits_for_itself(move || wakes(what, dropped)),
        "{dropped}: the thread waits for a lock that it holds itself"
    );
}

fn wakes(what: Dropped, dropped: &str) {
    // Leaked: wakers and threads own what they use of it.
    let semaphore: &'static Semaphore = Box::leak(Box::new(Semaphore::new(2)));
    let (one, other) = (semaphore.try_acquire(1), semaphore.try_acquire(1));
    let mut before = ByHand::new(semaphore.acquire(match what {
        Dropped::Large => 2,
        _ => 1,
    }));
    let task = Arc::new(Task {
        semaphore,
        request: Mutex::new(Box::pin(semaphore.acquire(1))),
        returned: AtomicUsize::new(0),
        waited: AtomicUsize::new(0),
    });
    assert!(
        before.poll().is_pending() && !task.poll(),
        "all permits are taken: another request was served"
    );
    let early = [&task.returned, &task.waited].map(|count| count.load(Ordering::SeqCst));
    assert!(
        early == [0, 0],
        "a request that waits was woken before a permit was given back: it wakes itself, and is polled again and \
         again"
    );
    drop(one);
    match what {
        Dropped::Permit => drop(other),
        Dropped::Handed | Dropped::Large => before.cancel(),
    }
    assert!(
        task.waited.load(Ordering::SeqCst) == 0,
        "{dropped}, and the waker of the request behind it is called. As long as that call lasts, another thread, \
         which calls `available()` and polls that request, does not come back: a lock is held during the call"
    );
    assert!(
        task.returned.load(Ordering::SeqCst) > 0,
        "{dropped}: a permit is free for the request behind it, which is not woken"
    );
}

/// A task whose waker uses the semaphore at once, and polls the task. It counts how often that returned.
struct Task {
    semaphore: &'static Semaphore,
    request: Mutex<Pin<Box<Acquire<'static>>>>,
    returned: AtomicUsize,
    waited: AtomicUsize,
}

impl Task {
    fn poll(self: &Arc<Self>) -> bool {
        let waker = Waker::from(Arc::clone(self));
        let mut request = self.request.lock().unwrap();
        let polled = request.as_mut().poll(&mut Context::from_waker(&waker));
        polled.is_ready()
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let task = Arc::clone(&self);
        let returned = returns_meanwhile(move || {
            task.semaphore.available();
            task.poll();
        });
        let ended = if returned {
            &self.returned
        } else {
            &self.waited
        };
        ended.fetch_add(1, Ordering::SeqCst);
    }
}
