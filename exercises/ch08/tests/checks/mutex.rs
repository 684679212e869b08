//! Checks of mutex.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Poll, Waker};

use ch08::mutex::{Guard, Lock, Mutex};
use kit::{ByHand, CountingWaker, caught, check};

use crate::explore::{explore, waits_for_itself};
use crate::explored_mutex as explored;

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "mutex/is.rs"]
mod is;
#[path = "mutex/threads.rs"]
mod threads;

#[allow(unused_imports)] // It gives the answer if a type is not `Send`.
use is::{Is, Otherwise};
use threads::{Uses, add, give_up, poll};

/// A guard is exclusive because every other request waits. What ends the wait is that the guard is dropped, and
/// not that some time has passed or that the request is polled often enough.
#[check]
fn the_next_request_waits_until_the_guard_is_dropped() {
    if let Some(call) = blocked_call() {
        panic!(
            "{call} does not return: it waits for a lock that its own thread holds, and blocks the thread\n\n\
             `lock` is a future: while a guard exists its poll returns Pending, and the thread goes on. A lock of your \
             own, such as std's, is held inside one call only, and not as long as a guard exists."
        );
    }
    let total = Mutex::new(0);
    for round in 1..=3 {
        let mut guard = ready(&mut request(&total), "no guard exists and no request waits");
        *guard += 4;
        let mut next = request(&total);
        waits(&mut next, "while a guard exists");
        assert!(
            next.wakes() == 0,
            "a request was polled while the guard exists. The poll returned Pending, and called the waker of the \
             request itself{WOKEN}"
        );
        assert!(
            total.try_lock().is_none(),
            "`try_lock` returned a second guard while the first one exists"
        );
        assert!(
            next.wakes() == 0,
            "a request was woken by a `try_lock` that failed, while the guard exists{WOKEN}"
        );
        drop(guard);
        assert!(
            next.wakes() > 0,
            "the guard was dropped, and the request that waits was not woken"
        );
        let guard = ready(&mut next, "the guard was dropped and the request woken");
        assert!(
            *guard == 4 * round,
            "{} guards added 4 to a value of 0, and the next guard shows {}",
            round,
            *guard
        );
        drop(guard);
        let guard = total.try_lock();
        assert!(
            guard.is_some(),
            "the last guard was dropped and no request waits, and `try_lock` returned None"
        );
    }
    let total = total.into_inner();
    assert!(
        total == 12,
        "three guards added 4 to a value of 0, and `into_inner` returned {total}"
    );
}

/// A panic drops the guard like a return does. The value is what the code before the panic made of it. std's mutex
/// marks it as poisoned then; tokio's does not, and neither does this one.
#[check]
fn a_panic_unlocks_and_keeps_the_value() {
    let paths = Mutex::new(vec!["/tea"]);
    returns_unlock(&paths);
    let mut guard = ready(&mut request(&paths), "no guard exists and no request waits");
    let mut next = request(&paths);
    waits(&mut next, "while a guard exists");
    let unwound = caught(move || {
        guard.push("/rust");
        panic!("the page is no JSON");
    });
    let message = unwound.expect_err("it panics").message;
    assert!(message == "the page is no JSON", "{message}");
    assert!(
        next.wakes() > 0,
        "right if a guard is dropped by a return; a panic dropped it, and the request that waits was not woken{}",
        if next.poll().is_pending() {
            ": the mutex stays locked"
        } else {
            ""
        }
    );
    let guard = ready(&mut next, "a panic dropped the guard");
    assert!(
        *guard == ["/tea", "/rust"],
        "a guard was dropped by a panic after it had added \"/rust\", and the next guard shows {:?}",
        *guard
    );
    drop((guard, next));
    let paths = paths.into_inner();
    assert!(
        paths.len() == 2,
        "after a panic `into_inner` returned {paths:?}"
    );
}

/// A queue is the order of the first polls: making a future asks for nothing, and polling it again is no second
/// request.
#[check]
fn requests_are_granted_in_the_order_of_their_first_polls() {
    for count in [1, 2, 3, 100] {
        let mutex = Mutex::new(());
        let never_polled = request(&mutex);
        let mut polled = request(&mutex);
        let mut guard = match polled.poll() {
            Poll::Ready(guard) => Some(guard),
            Poll::Pending => {
                drop(never_polled);
                panic!(
                    "a request still waits, although no guard exists and no other request has been polled{}\n\nMaking a \
                     future asks for nothing. A request is in the queue from its first poll.",
                    if polled.poll().is_ready() {
                        ": a future that was made by `lock` and never polled was in front of it"
                    } else {
                        ""
                    }
                );
            }
        };
        let mut requests: Vec<_> = (0..count).map(|_| request(&mutex)).collect();
        // So the order of making them is not the order of their first polls.
        requests.reverse();
        for request in &mut requests {
            waits(request, "while a guard exists");
        }
        for nth in 0..count {
            drop(guard.take());
            let woken: Vec<usize> = (nth..count).filter(|i| requests[*i].wakes() > 0).collect();
            let idea = match woken[..] {
                [_, _, ..] => WOKEN,
                [last] if last + 1 == count => LAST,
                _ => "",
            };
            assert!(
                woken == [nth],
                "of {count} requests, numbered from 0 in the order of their first polls, {nth} had been served, and \
                 the guard was dropped: {} woken instead of [{nth}], the next{idea}",
                were(&woken)
            );
            guard = Some(ready(&mut requests[nth], "it was the next, and was woken"));
        }
    }
}

/// Between the wake-up and the poll that follows it, the mutex belongs to the request that was woken. If it counted
/// as unlocked, a busy task could take it again and again, and the one that waits could be woken forever for nothing.
#[check]
fn nothing_overtakes_a_request_that_was_granted_the_mutex() {
    for behind in [0, 1, 3] {
        let mutex = Mutex::new(());
        let guard = ready(&mut request(&mutex), "no guard exists and no request waits");
        let mut first = request(&mutex);
        waits(&mut first, "while a guard exists");
        let mut others: Vec<_> = (0..behind).map(|_| request(&mutex)).collect();
        for other in &mut others {
            waits(other, "while a guard exists");
        }
        drop(guard);
        assert!(
            mutex.try_lock().is_none(),
            "the mutex was granted to a request that has not been polled since, and `try_lock` overtook it"
        );
        let mut newcomer = request(&mutex);
        assert!(
            newcomer.poll().is_pending(),
            "the mutex was granted to a request that has not been polled since, and a new `lock` overtook it"
        );
        for other in &mut others {
            assert!(
                other.poll().is_pending(),
                "the mutex was granted to the first request of the queue, and a later one overtook it: it was \
                 polled earlier, without having been woken"
            );
        }
        drop(ready(&mut first, "it was granted the mutex and woken"));
        others.push(newcomer);
        for mut other in others {
            assert!(
                other.wakes() > 0,
                "a request that was polled while another one had been granted the mutex was not woken when its \
                 turn came"
            );
            drop(ready(&mut other, "it was the next, and was woken"));
        }
    }
}

/// A request can be dropped at any time, by a time-out or a `select!`. What it has put into the queue stays there if its
/// `Drop` does not remove it.
#[check]
fn a_request_that_is_dropped_leaves_the_queue() {
    for dropped in [
        vec![],
        vec![0],
        vec![1],
        vec![2],
        vec![0, 1],
        vec![1, 2],
        vec![0, 1, 2],
    ] {
        let mutex = Mutex::new(());
        let guard = ready(&mut request(&mutex), "no guard exists and no request waits");
        let mut requests: Vec<_> = (0..3).map(|_| request(&mutex)).collect();
        for request in &mut requests {
            waits(request, "while a guard exists");
        }
        drop(request(&mutex));
        for nth in &dropped {
            requests[*nth].cancel();
        }
        let left: Vec<usize> = (0..3).filter(|nth| !dropped.contains(nth)).collect();
        for nth in &left {
            assert!(
                requests[*nth].wakes() == 0,
                "of three requests, 0 to 2, that waited, the ones in {dropped:?} were dropped: that woke request {nth}, \
                 while the guard exists{WOKEN}"
            );
        }
        drop(guard);
        for nth in &left {
            assert!(
                requests[*nth].wakes() > 0,
                "{}of three requests, 0 to 2, that waited, the ones in {dropped:?} were dropped; then the guard was \
                 dropped, the turn of request {nth} came, and it was not woken",
                if dropped.is_empty() {
                    ""
                } else {
                    "right if none is dropped: "
                }
            );
            drop(ready(
                &mut requests[*nth],
                "it was woken when its turn came",
            ));
        }
        assert!(
            mutex.try_lock().is_some(),
            "of three requests, 0 to 2, that waited, the ones in {dropped:?} were dropped and the others served; \
             the mutex is unlocked, and `try_lock` returned None"
        );
    }
}

/// A waker belongs to a task, and one task may wait in two requests, as in `join!`. It does not name a request.
#[check]
fn two_requests_of_one_task_are_two() {
    for (tasks, right) in [
        (2, ""),
        (1, "right if each was polled by a task of its own: "),
    ] {
        let mutex = Mutex::new(());
        let wakes: Vec<_> = (0..tasks).map(|_| CountingWaker::new()).collect();
        let guard = ready(&mut request(&mutex), "no guard exists and no request waits");
        let mut first = Box::pin(mutex.lock());
        let mut second = Box::pin(mutex.lock());
        for (request, wakes) in [(&mut first, &wakes[0]), (&mut second, &wakes[tasks - 1])] {
            let pending = poll(request.as_mut(), &wakes.waker()).is_pending();
            assert!(pending, "`lock` was ready while a guard exists");
        }
        drop(first);
        drop(guard);
        let situation = format!(
            "{right}of two requests that were polled by {}, the first was dropped; then the guard was dropped, and the \
             second",
            match tasks {
                1 => "one task, with one waker",
                _ => "two tasks",
            }
        );
        assert!(wakes[tasks - 1].wakes() > 0, "{situation} was not woken");
        assert!(
            poll(second.as_mut(), &wakes[tasks - 1].waker()).is_ready(),
            "{situation} still waits"
        );
    }
}

/// What was granted and not taken must go on to the next request. If it does not, the mutex is granted to a future
/// that no longer exists, and all others wait forever.
#[check]
fn a_dropped_request_passes_on_what_it_was_granted() {
    for behind in [0, 1, 2, 3] {
        let mutex = Mutex::new("/tea");
        let guard = ready(&mut request(&mutex), "no guard exists and no request waits");
        let mut requests: Vec<_> = (0..=behind).map(|_| request(&mutex)).collect();
        for request in &mut requests {
            waits(request, "while a guard exists");
        }
        drop(guard);
        for nth in 0..behind {
            requests[nth].cancel();
            let woken: Vec<usize> = (nth + 1..=behind)
                .filter(|i| requests[*i].wakes() > 0)
                .collect();
            if woken.is_empty() {
                let is_granted = requests[nth + 1].poll().is_ready();
                panic!(
                    "request {nth} was granted the mutex, and was dropped before it was polled again: no request \
                     behind it was woken. Polled all the same, request {} {}",
                    nth + 1,
                    match is_granted {
                        true => "has the mutex: only its wake-up is missing",
                        false => "still waits: the mutex was not passed on",
                    }
                );
            }
            let idea = if woken.len() > 1 { WOKEN } else { "" };
            assert!(
                woken == [nth + 1],
                "request {nth} was granted the mutex, and was dropped before it was polled again: of the requests \
                 behind it, {} woken, instead of request {} alone{idea}",
                were(&woken),
                nth + 1
            );
            assert!(
                mutex.try_lock().is_none(),
                "request {nth} was granted the mutex and dropped, so the mutex belongs to request {}; `try_lock` \
                 overtook it",
                nth + 1
            );
        }
        match behind % 2 {
            0 => requests[behind].cancel(),
            _ => drop(ready(&mut requests[behind], "those before it were dropped")),
        }
        let Some(value) = mutex.try_lock() else {
            let gone = match behind {
                0 => "a request was granted the mutex, and is gone",
                _ => "requests were granted the mutex one after another, and all are gone",
            };
            panic!("{gone}: `try_lock` returned None");
        };
        assert!(*value == "/tea", "the value has become {:?}", *value);
    }
}

/// A request has one place in the queue, however often it is polled. Each further entry is granted the mutex in its
/// turn, and there is no request left to take it.
#[check]
fn a_request_that_is_polled_again_keeps_its_place() {
    for polls in [1, 3, 2, 10] {
        let mutex = Mutex::new(());
        let guard = ready(&mut request(&mutex), "no guard exists and no request waits");
        let (mut first, mut second) = (request(&mutex), request(&mutex));
        waits(&mut first, "while a guard exists");
        for _ in 2..polls {
            waits(&mut first, "while a guard exists");
        }
        waits(&mut second, "while a guard exists");
        if polls > 1 {
            waits(&mut first, "while a guard exists");
        }
        drop(guard);
        let situation = match polls {
            1 => "of two requests, each was polled once before the guard was dropped".to_owned(),
            _ => format!(
                "of two requests, the first one was polled {polls} times before the guard was dropped, which must make \
                 no difference to one poll"
            ),
        };
        assert!(first.wakes() > 0, "{situation}, and was not woken then");
        drop(ready(
            &mut first,
            "it was the first of the queue, and was woken",
        ));
        assert!(
            second.wakes() > 0,
            "{situation}. It got its guard and dropped it, and the second one was not woken"
        );
        drop(ready(&mut second, "it was woken when its turn came"));
        assert!(
            mutex.try_lock().is_some(),
            "{situation}. Both got their guards and dropped them, and `try_lock` returned None"
        );
    }
}

/// A future that is ready may be kept for a long time: `join!` keeps it until all are ready. From its guard on, the
/// request is over.
#[check]
fn a_request_that_has_its_guard_is_no_longer_in_the_queue() {
    for waited in [false, true] {
        let mutex = Mutex::new(());
        let before =
            waited.then(|| ready(&mut request(&mutex), "no guard exists and no request waits"));
        let mut kept = Box::pin(mutex.lock());
        if waited {
            let pending = poll(kept.as_mut(), Waker::noop()).is_pending();
            assert!(pending, "`lock` was ready while a guard exists");
        }
        drop(before);
        let Poll::Ready(guard) = poll(kept.as_mut(), Waker::noop()) else {
            panic!("a request still waits, although no guard exists and it is the first");
        };
        let mut next = request(&mutex);
        waits(&mut next, "while a guard exists");
        drop(guard);
        assert!(
            next.wakes() > 0,
            "a request got its guard, and the guard was dropped, but the future of `lock` was kept: the next \
             request was not woken"
        );
        drop(ready(&mut next, "the guard was dropped"));
        assert!(
            mutex.try_lock().is_some(),
            "all guards were dropped and no request waits, and `try_lock` returned None; the future of a `lock` \
             that has returned its guard was kept"
        );
        drop(kept);
        assert!(
            mutex.try_lock().is_some(),
            "the future of a `lock` was dropped after its guard, and `try_lock` returned None"
        );
    }
}

/// A future may move from one task to another between two polls. A waker that was stored before wakes the task that
/// no longer polls it.
#[check]
fn the_waker_of_the_last_poll_is_woken() {
    let mutex = Mutex::new(());
    let guard = ready(&mut request(&mutex), "no guard exists and no request waits");
    let mut next = request(&mutex);
    waits(&mut next, "while a guard exists");
    let before: Vec<_> = (0..2)
        .map(|_| {
            let before = next.change_waker();
            waits(&mut next, "when it was polled again, while a guard exists");
            before
        })
        .collect();
    drop(guard);
    let before: Vec<usize> = before.iter().map(CountingWaker::wakes).collect();
    assert!(
        next.wakes() > 0,
        "a request was polled three times, each time with another waker. When the mutex was granted to it, the \
         last waker was not called; the first was called {}, and the second {}",
        times(before[0]),
        times(before[1])
    );
    drop(ready(&mut next, "it was granted the mutex and woken"));

    // The request is not polled again before its turn.
    for (count, is_granted) in [(2, false), (3, false), (3, true), (10, false)] {
        for place in 1..count {
            let mutex = Mutex::new(());
            let mut guard = Some(ready(
                &mut request(&mutex),
                "no guard exists and no request waits",
            ));
            let mut requests: Vec<_> = (0..count).map(|_| request(&mutex)).collect();
            for request in &mut requests {
                waits(request, "while a guard exists");
            }
            if is_granted {
                drop(guard.take());
            }
            let before = requests[place].change_waker();
            waits(
                &mut requests[place],
                "when it was polled again, while another request was in front of it",
            );
            for request in &mut requests[..place] {
                drop(guard.take());
                guard = Some(ready(request, "it was the next, and was woken"));
            }
            drop(guard);
            assert!(
                requests[place].wakes() > 0,
                "right if a request is polled with another waker while it is the first in the queue. Of {count} \
                 requests, numbered from 0, request {place} was polled with another waker {}. When the mutex was \
                 granted to request {place}, this waker was not called; the one before was called {}",
                match is_granted {
                    true => "when the mutex had been granted to request 0",
                    false => "when others were in front of it",
                },
                times(before.wakes())
            );
        }
    }
}

/// A guard that is kept across an await is part of its task, and a task may change its thread at each await. The
/// guards of std's mutex must be dropped on the thread that locked it, so they cannot be sent.
#[check]
fn a_guard_can_be_sent_if_the_value_can() {
    // A `Cell` can be sent, and cannot be shared.
    let mutex = Mutex::new(Cell::new(4));
    let guard = ready(&mut request(&mutex), "no guard exists and no request waits");
    assert!(guard.get() == 4, "a guard of 4 shows {}", guard.get());
    for (what, must_be, is) in [
        ("guard", "Send", Is::<Guard<'static, Cell<u32>>>::SEND),
        (
            "future of `lock`",
            "Send",
            Is::<Lock<'static, Cell<u32>>>::SEND,
        ),
        ("mutex", "Send", Is::<Mutex<Cell<u32>>>::SEND),
        ("mutex", "Sync", Is::<Mutex<Cell<u32>>>::SYNC),
    ] {
        assert!(
            is,
            "a value is `Send`, and its {what} is not `{must_be}`{}",
            match what {
                "guard" => ": something in it is bound to its thread, as a guard of std's mutex is",
                _ => "",
            }
        );
    }
}

/// A waker runs code of others: it may poll its task at once, or drop the last owner of something that uses the
/// mutex. If your own lock is held at that moment, that code waits for the thread that it runs on.
#[check]
fn a_waker_may_use_the_mutex() {
    for by in ["the guard", "a request that was granted the mutex"] {
        let calls = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&calls);
        let stuck = waits_for_itself(move || {
            // Leaked: a thread that waits for itself is unwound, and must not use the mutex once more.
            let mutex: &'static _ = Box::leak(Box::new(explored::Mutex::new(0)));
            let Some(guard) = mutex.try_lock() else {
                panic!("no guard exists and no request waits, and `try_lock` returned None");
            };
            let [before, next] = [(); 2].map(|()| Box::leak(Box::new(Box::pin(mutex.lock()))));
            if by != "the guard" {
                let pending = poll(before.as_mut(), Waker::noop()).is_pending();
                assert!(pending, "`lock` was ready while a guard exists");
            }
            let calls = Arc::clone(&calls);
            let uses = Waker::from(Arc::new(Uses { mutex, calls }));
            let pending = poll(next.as_mut(), &uses).is_pending();
            assert!(pending, "`lock` was ready while a guard exists");
            drop(guard);
            before.set(mutex.lock());
        });
        assert!(
            !stuck,
            "{by} was dropped, and the waker of the next request was called while a lock of your own was held: \
             the waker calls `try_lock`, which waits for that lock forever"
        );
        assert!(
            seen.load(Ordering::Relaxed) > 0,
            "{by} was dropped, and the next request was not woken"
        );
    }
}

// Without docs: each exploration has words of its own.
#[check]
fn no_order_of_the_threads_steps_loses_a_wake_up() {
    explore(UNLOCKS, || two_threads_add(false));
    explore(GIVES_UP, || two_threads_add(true));
}

/// Adds 1 on each of two threads, while a third one polls a request and drops it, if told.
fn two_threads_add(beside_one_that_gives_up: bool) {
    let mutex = Arc::new(explored::Mutex::new(0));
    let thread = |task: fn(&explored::Mutex<u32>)| {
        let mutex = Arc::clone(&mutex);
        shuttle::thread::spawn(move || task(&mutex))
    };
    let adds = thread(add);
    let gives_up = beside_one_that_gives_up.then(|| thread(give_up));
    add(&mutex);
    adds.join().unwrap();
    if let Some(gives_up) = gives_up {
        gives_up.join().unwrap();
    }
    let Some(guard) = mutex.try_lock() else {
        panic!("all guards and requests are gone, and `try_lock` returned None");
    };
    assert!(
        *guard == 2,
        "two guards added 1 each to a value of 0, and it is {} now",
        *guard
    );
}

/// The call that blocks its own thread, of those that are made first.
fn blocked_call() -> Option<&'static str> {
    const CALLS: [&str; 4] = [
        "the first `lock`, polled while no guard exists,",
        "a second `lock`, polled while a guard exists,",
        "`try_lock`, called while a guard exists,",
        "the drop of a guard, while a request waits,",
    ];
    let made = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&made);
    // What panics here panics again in the check.
    let blocked = caught(|| {
        waits_for_itself(move || {
            let next = || made.fetch_add(1, Ordering::Relaxed);
            // Leaked: a thread that waits for itself is unwound, and must not use the mutex once more.
            let mutex: &'static _ = Box::leak(Box::new(explored::Mutex::new(0)));
            let [first, second] = [(); 2].map(|()| Box::leak(Box::new(Box::pin(mutex.lock()))));
            let Poll::Ready(guard) = poll(first.as_mut(), Waker::noop()) else {
                return;
            };
            let guard = ManuallyDrop::new(guard);
            next();
            let polled = ManuallyDrop::new(poll(second.as_mut(), Waker::noop()));
            if polled.is_ready() {
                return;
            }
            next();
            drop(mutex.try_lock());
            next();
            drop(ManuallyDrop::into_inner(guard));
        })
    });
    blocked
        .unwrap_or(false)
        .then(|| CALLS[seen.load(Ordering::Relaxed)])
}

/// A guard is dropped by a return, and the next request gets it.
fn returns_unlock<T>(mutex: &Mutex<T>) {
    let guard = ready(&mut request(mutex), "no guard exists and no request waits");
    let mut next = request(mutex);
    waits(&mut next, "while a guard exists");
    drop(guard);
    assert!(
        next.wakes() > 0,
        "the guard was dropped, and the request that waits was not woken"
    );
    drop(ready(
        &mut next,
        "the guard was dropped and the request woken",
    ));
}

/// The rest of the message where two threads lock and unlock.
const UNLOCKS: &str = ", though each thread only locks and unlocks. Another thread can unlock between a look at the mutex \
                       and the entry in the queue, unless both are one step\n\nWhat is done under one lock is one \
                       step.";

/// The rest of the message where a request is given up as well.
const GIVES_UP: &str = ". Right if no request is dropped\n\nA request can be granted the mutex at the moment at which it is \
                        dropped: its `Drop` looks, and passes it on, under one lock.";

/// The idea where the last request is woken instead of the next.
const LAST: &str = ": that is the last one\n\nEach request that waits has a waker of its own. One field for the waker keeps \
                    only the last; a stack is served from its end.";

/// The idea where a request is woken that is not granted the mutex.
const WOKEN: &str = "\n\nTo be woken means that the next poll is of use. A request is woken when the mutex is granted \
                     to it, and at no other time.";

type Request<'a, T> = ByHand<Lock<'a, T>>;

fn request<T>(mutex: &Mutex<T>) -> Request<'_, T> {
    ByHand::new(mutex.lock())
}

#[track_caller]
fn waits<T>(request: &mut Request<'_, T>, when: &str) {
    let waits = request.poll().is_pending();
    assert!(waits, "`lock` was ready {when}");
}

#[track_caller]
fn ready<'a, T>(request: &mut Request<'a, T>, since: &str) -> Guard<'a, T> {
    match request.poll() {
        Poll::Ready(guard) => guard,
        Poll::Pending => panic!("a request still waits, although {since}"),
    }
}

fn were(woken: &[usize]) -> String {
    match woken {
        [] => "none was".to_owned(),
        _ => format!("{woken:?} were"),
    }
}

fn times(count: usize) -> String {
    match count {
        0 => "not at all".to_owned(),
        1 => "once".to_owned(),
        _ => format!("{count} times"),
    }
}
