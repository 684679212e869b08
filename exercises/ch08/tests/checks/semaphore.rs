//! Checks of semaphore.

use std::task::Poll;

use ch08::semaphore::{Acquire, Permit, Semaphore};
use kit::{ByHand, check};

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "semaphore/orders.rs"]
mod orders;
#[path = "semaphore/threads.rs"]
mod threads;

use threads::Dropped;

/// A permit is in one place at a time: free, handed to a request, or in a `Permit`. What leaves one place
/// enters another one, all of it.
#[check]
fn a_request_is_ready_when_its_permits_are_free() {
    for (permits, first, second) in [(3, 2, 2), (1, 1, 1), (2, 1, 2), (5, 5, 1), (100, 60, 41)] {
        let semaphore = Semaphore::new(permits);
        let story = format!("of {permits} permits, a first request took {first}");
        let permit = ready(&mut ByHand::new(semaphore.acquire(first)), &story);
        free(&semaphore, permits - first, &story);
        let mut request = ByHand::new(semaphore.acquire(second));
        let asks = format!("{story}, and a second one asks for {second}");
        waits(&mut request, &asks);
        drop(permit);
        let back = format!("{asks}; the first ones were given back");
        let permit = ready(&mut request, &back);
        free(
            &semaphore,
            permits - second,
            &format!("{back}, and the second request is ready"),
        );
        drop(permit);
        let story = format!("{back}, and then the second ones");
        free(&semaphore, permits, &story);
        let all = semaphore.try_acquire(permits);
        assert!(
            all.is_some(),
            "{story}: `try_acquire({permits})` returned None"
        );
        let more = semaphore.try_acquire(1);
        assert!(
            more.is_none(),
            "of {permits} permits, one `Permit` holds all: `try_acquire(1)` took one more"
        );
        drop(all);
        free(&semaphore, permits, "every `Permit` was dropped");
    }
}

/// A wake-up costs a poll. One too few leaves a task asleep that could run; one too many runs a task that has
/// nothing to do.
#[check]
fn exactly_the_requests_that_are_served_are_woken() {
    let hundred = [1; 100];
    let cases: [(&[usize], usize, usize); 9] = [
        (&[1], 1, 1),
        (&[1, 1, 1], 1, 1),
        (&[1, 1, 1], 2, 2),
        (&[1, 1, 1], 3, 3),
        (&[2, 1, 1], 3, 2),
        (&[2, 2, 2], 3, 1),
        (&[4], 3, 0),
        (&hundred, 50, 50),
        (&hundred, 100, 100),
    ];
    for (wanted, back, served) in cases {
        let semaphore = Semaphore::new(back);
        let taken = semaphore.try_acquire(back);
        let mut queue = queue(&semaphore, wanted);
        drop(taken);
        let woken = queue.iter().filter(|request| request.wakes() > 0).count();
        let shown = match wanted.len() {
            100 => "100 requests for 1 each".to_owned(),
            1 => format!("a request for {}", wanted[0]),
            _ => format!("requests for {wanted:?}"),
        };
        let wait = if wanted.len() == 1 { "waits" } else { "wait" };
        let of = |count| match count {
            0 => "none".to_owned(),
            1 => "1 request".to_owned(),
            more => format!("{more} requests"),
        };
        assert!(
            woken == served,
            "{shown} {wait}, and a `Permit` of {back} is dropped: {} woken; it suffices for {}{}",
            if woken == 1 {
                "1 was".to_owned()
            } else {
                format!("{woken} were")
            },
            of(served),
            match semaphore.available() {
                free if free == back && served > 0 => format!(
                    ". After that `available()` is {free}: no permit was handed to a request\n\n\
                     Permits that come back go to the requests at the front of the queue at once, and only these are \
                     woken. If they go back to the free ones, all requests that are woken compete for them, and a \
                     newcomer may be first."
                ),
                _ => String::new(),
            }
        );
        let mut permits = Vec::new();
        for (nth, request) in queue.iter_mut().enumerate() {
            let story = format!(
                "{shown} {wait}, and a `Permit` of {back} was dropped: request {}",
                nth + 1
            );
            match nth < served {
                true => permits.push(ready(request, &story)),
                false => waits(request, &story),
            }
        }
    }
}

/// To be woken does not mean to be polled at once. In between, the permit must belong to the request: if it
/// counts as free, a newcomer takes it, and the request waits again.
#[check]
fn permits_belong_to_a_request_from_the_moment_they_are_given_back() {
    let semaphore = Semaphore::new(2);
    let taken = semaphore.try_acquire(2);
    let mut request = ByHand::new(semaphore.acquire(2));
    waits(&mut request, "no permit is free: a request for 2");
    drop(taken);
    let story =
        "2 permits were given back while a request for 2 waited, and it was not yet polled again";
    free(&semaphore, 0, story);
    assert!(
        semaphore.try_acquire(1).is_none(),
        "{story}: `try_acquire(1)` took one of them"
    );
    let mut newcomer = ByHand::new(semaphore.acquire(1));
    waits(&mut newcomer, &format!("{story}: a new request for 1"));
    let permit = ready(&mut request, story);
    waits(&mut newcomer, "all permits are taken: a request");
    drop(permit);
    assert!(
        newcomer.wakes() > 0,
        "2 permits were given back, and the request for 1 that waited was not woken"
    );
    ready(&mut newcomer, "2 permits were given back");
}

/// If small requests pass a large one, it waits for as long as they keep arriving. In a fair semaphore the
/// front of the queue comes first, however much it asks for.
#[check]
fn nothing_overtakes_a_request_that_waits() {
    let semaphore = Semaphore::new(2);
    let taken = semaphore.try_acquire(1);
    assert!(
        taken.is_some(),
        "of 2 free permits, `try_acquire(1)` took none"
    );
    let mut large = ByHand::new(semaphore.acquire(2));
    waits(&mut large, "1 of 2 permits is taken: a request for 2");
    assert!(
        semaphore.try_acquire(1).is_none(),
        "`try_acquire(1)` took a permit, although an earlier request, for 2, waits"
    );
    let mut small = ByHand::new(semaphore.acquire(1));
    for poll in ["first", "second"] {
        let story = format!(
            "1 permit is free, and a request for 2 waits: at its {poll} poll, a later request, for 1,"
        );
        waits(&mut small, &story);
    }
    drop(taken);
    let both = ready(
        &mut large,
        "2 permits are free for the request that was first",
    );
    waits(
        &mut small,
        "the first request has both permits: a later one",
    );
    drop(both);
    let story = "a request for 1 was polled twice while it waited, and 2 permits were given back";
    if is_served_behind_another() {
        assert!(
            small.poll().is_ready(),
            "right if it is polled once while it waits: {story}: it still waits\n\n\
             The first poll puts a request into the queue. A later one renews its waker, and puts nothing into the queue."
        );
    } else {
        ready(&mut small, story);
    }

    let semaphore = Semaphore::new(3);
    let all = semaphore.try_acquire(3);
    let mut queue = queue(&semaphore, &[1, 3, 1]);
    drop(all);
    let story =
        "requests for 1, 3 and 1 wait in this order, and 3 permits were given back: the last one";
    waits(&mut queue[2], story);
}

/// Whether a request for 1 that waits behind one for 2, and is polled once meanwhile, is served when these 2 are given
/// back.
fn is_served_behind_another() -> bool {
    let semaphore = Semaphore::new(2);
    let taken = semaphore.try_acquire(1);
    let mut large = ByHand::new(semaphore.acquire(2));
    let mut small = ByHand::new(semaphore.acquire(1));
    let wait = large.poll().is_pending() && small.poll().is_pending();
    drop(taken);
    let both = large.poll();
    let served = both.is_ready();
    drop(both);
    wait && served && small.poll().is_ready()
}

/// To call `acquire` makes a future, and a future does nothing before its first poll: that gives it its place in
/// the queue. Another poll does not change the place.
#[check]
fn the_first_poll_gives_a_request_its_place() {
    let semaphore = Semaphore::new(1);
    let taken = semaphore.try_acquire(1);
    let mut made_first = ByHand::new(semaphore.acquire(1));
    let mut polled_first = ByHand::new(semaphore.acquire(1));
    waits(&mut polled_first, "no permit is free: a request");
    waits(&mut made_first, "no permit is free: a request");
    // A poll without a reason: a task has other wakers, too.
    waits(
        &mut polled_first,
        "no permit is free: at a second poll, a request",
    );
    drop(taken);
    waits(
        &mut made_first,
        "two requests waited, and a permit was given back: the one that was made first and polled second",
    );
    let permit = ready(
        &mut polled_first,
        "a permit was given back to the request that was polled first; it was polled twice",
    );
    drop(permit);
    let permit = ready(&mut made_first, "the permit was given back again");
    drop(permit);
    free(
        &semaphore,
        1,
        "two requests that were polled several times had the permit, one after the other, and gave it back",
    );
    // Never polled, it is in no queue.
    let never_polled = semaphore.acquire(1);
    assert!(
        semaphore.try_acquire(1).is_some(),
        "a request that was never polled keeps `try_acquire(1)` from the only permit"
    );
    drop(never_polled);
    free(&semaphore, 1, "a request was dropped that was never polled");
}

/// A future that waits can be dropped at any time, by a time-out for example. If its place stays in
/// the queue, that is handed permits, which never come back.
#[check]
fn a_request_that_is_dropped_leaves_the_queue() {
    for gone in 0..3 {
        let semaphore = Semaphore::new(1);
        let taken = semaphore.try_acquire(1);
        let mut queue = queue(&semaphore, &[1, 1, 1]);
        queue.remove(gone).cancel();
        drop(taken);
        let story = format!(
            "of three requests that waited, number {} was dropped",
            gone + 1
        );
        for request in &mut queue {
            assert!(
                request.wakes() > 0,
                "{story}, then the permit was given back: the next request was not woken"
            );
            drop(ready(
                request,
                &format!("{story}, then the permit was given back"),
            ));
        }
        free(
            &semaphore,
            1,
            &format!("{story}, and the others were served"),
        );
    }

    let semaphore = Semaphore::new(3);
    let taken = semaphore.try_acquire(1);
    let mut queue = queue(&semaphore, &[3, 1, 1, 1]);
    queue.remove(0).cancel();
    let story =
        "2 of 3 permits are free, and a request for 3 that was first in the queue was dropped";
    let woken: Vec<bool> = queue.iter().map(|request| request.wakes() > 0).collect();
    assert!(
        woken == [true, true, false],
        "{story}: of three requests for 1 behind it, {} woken; 2 can be served now",
        match woken.iter().filter(|woken| **woken).count() {
            1 => "1 was".to_owned(),
            count => format!("{count} were"),
        }
    );
    let _first = ready(&mut queue[0], story);
    let _second = ready(&mut queue[1], story);
    waits(
        &mut queue[2],
        &format!("{story}, and both are taken: a request for 1"),
    );
    drop(taken);
}

/// A request that was handed permits may be dropped before it is polled again. No other code knows of
/// these permits: its `drop` must return them.
#[check]
fn what_a_dropped_request_was_handed_is_given_back() {
    for waiting in [&[][..], &[1], &[1, 1], &[2, 1], &[3]] {
        let semaphore = Semaphore::new(3);
        let (taken, _kept) = (semaphore.try_acquire(2), semaphore.try_acquire(1));
        let mut first = ByHand::new(semaphore.acquire(2));
        waits(&mut first, "no permit is free: a request for 2");
        let mut behind = queue(&semaphore, waiting);
        drop(taken);
        assert!(
            first.wakes() > 0,
            "2 permits were given back: the request for 2 that waited was not woken"
        );
        first.cancel();
        let story = "a request was handed 2 permits, and dropped before it was polled again";
        let (mut left, mut permits) = (2, Vec::new());
        for (request, wanted) in behind.iter_mut().zip(waiting) {
            let asks = format!(
                "{story}; of the requests behind it, for {waiting:?}, the one for {wanted}"
            );
            if left < *wanted {
                waits(request, &asks);
                break;
            }
            left -= wanted;
            assert!(request.wakes() > 0, "{asks} was not woken");
            permits.push(ready(request, &asks));
        }
        if waiting.is_empty() {
            free(&semaphore, 2, &format!("{story}; no other waits"));
        }
    }
}

/// A future can move to another task between two polls, and `select!` or `join!` may bring it a new waker at
/// each. The waker of its last poll belongs to the task that waits now.
#[check]
fn the_waker_of_the_last_poll_is_woken() {
    let semaphore = Semaphore::new(1);
    let taken = semaphore.try_acquire(1);
    let mut request = ByHand::new(semaphore.acquire(1));
    let mut other = ByHand::new(semaphore.acquire(1));
    waits(&mut request, "no permit is free: a request");
    waits(&mut other, "no permit is free: a request");
    let before = request.change_waker();
    waits(
        &mut request,
        "no permit is free: a request, polled by another task,",
    );
    drop(taken);
    assert!(
        request.wakes() > 0,
        "a request was polled by one task and then by another one, and was served: the first task was woken \
         {}, the second one never",
        match before.wakes() {
            0 => "never".to_owned(),
            1 => "once".to_owned(),
            more => format!("{more} times"),
        }
    );
    let before = other.change_waker();
    waits(
        &mut other,
        "the permit was handed to an earlier request, which was not polled again: a later one",
    );
    drop(ready(&mut request, "it was woken"));
    assert!(
        other.wakes() > 0,
        "a request in the queue was polled by one task and then by another one, and was served: the first task \
         was woken {}, the second one never",
        if before.wakes() == 0 {
            "never"
        } else {
            "instead"
        }
    );

    // The request is not polled again before it is served: alone, or together with those in front of it.
    for (count, permits) in [(2, 1), (2, 2), (3, 1), (3, 3), (10, 1), (10, 10)] {
        for place in 1..count {
            let semaphore = Semaphore::new(permits);
            let mut taken = semaphore.try_acquire(permits);
            let mut queue = queue(&semaphore, &vec![1; count]);
            let before = queue[place].change_waker();
            waits(
                &mut queue[place],
                "no permit is free: a request, polled by another task,",
            );
            drop(taken.take());
            if permits < count {
                for request in &mut queue[..place] {
                    let _back = ready(request, "those in front of it were served");
                }
            }
            assert!(
                queue[place].wakes() > 0,
                "right if a request is polled by another task while it is the first in the queue. Of {count} requests \
                 for 1, numbered from 0, request {place} was polled by another task when others were in front of it. \
                 {}, and request {place} was served: the first task was woken {}, the second one never",
                match permits {
                    1 => "A permit was given back again and again",
                    _ => "A permit for each was given back",
                },
                match before.wakes() {
                    0 => "never",
                    _ => "instead",
                }
            );
        }
    }
}

/// A semaphore that is right in the orders you thought of may be wrong in the next one. So this tries each order:
/// three requests are polled once or twice, and then they, or their permits, are dropped.
#[check]
fn it_is_right_in_every_order_of_polls_and_drops() {
    for (permits, wanted) in [
        (1, [1, 1, 1]),
        (2, [1, 1, 1]),
        (2, [2, 1, 1]),
        (2, [1, 2, 1]),
        (3, [2, 2, 1]),
    ] {
        orders::try_all(permits, wanted);
    }
}

/// Between two locks, another thread can do all of its own work: what was true under the first lock need not be
/// true under the second one.
#[check]
fn no_permit_and_no_wake_up_is_lost_between_threads() {
    threads::take_and_give_back(1, &[1, 1]);
    threads::take_and_give_back(3, &[2, 1, 3]);
    threads::two_come_back_and_a_request_is_dropped();
}

/// A waker may do anything: an executor may poll the task at once, and the task may ask for permits again. Collect
/// the wakers under the lock, and call them after it is released.
#[check]
fn no_waker_is_called_while_a_lock_is_held() {
    for (what, dropped) in [
        (Dropped::Permit, "a `Permit` is dropped"),
        (
            Dropped::Handed,
            "a request that was handed a permit is dropped",
        ),
        (Dropped::Large, "a large request at the front is dropped"),
    ] {
        threads::a_waker_uses_the_semaphore(what, dropped);
    }
}

/// Requests for so many permits each, which were polled once, and wait.
fn queue<'a>(semaphore: &'a Semaphore, wanted: &[usize]) -> Vec<ByHand<Acquire<'a>>> {
    let mut requests = Vec::new();
    for wanted in wanted {
        let mut request = ByHand::new(semaphore.acquire(*wanted));
        let story = format!("no permit is free for it: a request for {wanted}");
        waits(&mut request, &story);
        assert!(
            request.wakes() == 0,
            "a request that waits was woken before a permit was given back: it wakes itself, and is polled again \
             and again"
        );
        requests.push(request);
    }
    requests
}

#[track_caller]
fn ready<'a>(request: &mut ByHand<Acquire<'a>>, story: &str) -> Permit<'a> {
    match request.poll() {
        Poll::Ready(permit) => permit,
        Poll::Pending => panic!("{story}: it still waits"),
    }
}

#[track_caller]
fn waits(request: &mut ByHand<Acquire<'_>>, story: &str) {
    assert!(request.poll().is_pending(), "{story} was served");
}

#[track_caller]
fn free(semaphore: &Semaphore, wanted: usize, story: &str) {
    let free = semaphore.available();
    assert!(
        free == wanted,
        "{story}: `available()` is {free} instead of {wanted}"
    );
}
