//! Checks of ready_queue.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Waker;

use ch04::ready_queue::ReadyQueue;
use kit::{DropProbe, caught, check};

use crate::explore::explore;
use crate::explored_ready_queue as explored;

// By its path: the solution's tests take this file in from elsewhere.
#[path = "ready_queue/alarms.rs"]
mod alarms;

use alarms::{WakesOnDrop, all, ends, ends_within, wakes, with_alarm};

/// Whoever was woken first has waited longest. That everybody comes to the front one day is what makes
/// an executor fair. And an executor that finds nobody has other things to do than to wait in `next`.
#[check(seconds = 14)]
fn numbers_come_out_in_the_order_of_their_wakes() {
    let numbers = [3, usize::MAX, 0, 7];
    let taken = ends(
        "four tasks were woken, and `next` was called until it gave None",
        move || {
            let queue = ReadyQueue::new(|| {});
            let early = queue.next();
            let wakers = numbers.map(|number| queue.waker(number));
            wakers.iter().for_each(Waker::wake_by_ref);
            (early, all(&queue))
        },
    );
    assert!(
        taken.0.is_none(),
        "nobody was woken yet, and `next` gave {:?}",
        taken.0
    );
    assert!(
        taken.1 == numbers,
        "woken were {numbers:?}, in this order, and `next` gave {:?}",
        taken.1
    );
    // Long: an answer may look through the queue at each wake-up.
    let right = ends_within(
        12,
        "eleven thousand tasks were woken before `next` was called",
        || {
            let queue = ReadyQueue::new(|| {});
            (0..11_000).for_each(|number| queue.waker(number).wake());
            (0..11_000).find(|number| queue.next() != Some(*number))
        },
    );
    assert!(
        right.is_none(),
        "the tasks 0 to 10999 were woken, in this order, before `next` was called: it did not give \
         {right:?} when it was due"
    );
}

/// `wake` may use up the last waker that there is: its task is still to be polled.
#[check]
fn a_number_stays_when_its_waker_is_gone() {
    let taken = ends("a task was woken by the only waker that it has", || {
        let queue = ReadyQueue::new(|| {});
        queue.waker(5).wake();
        all(&queue)
    });
    assert!(
        taken == [5],
        "task 5 was woken, its waker was dropped, and `next` gave {taken:?}"
    );
}

/// An executor may want to know how much is left to do. A task that was woken twice is one, and one that
/// was taken out is none.
#[check]
fn len_tells_how_many_numbers_are_in_the_queue() {
    let told = ends("tasks were woken and taken out in turn", || {
        let queue = ReadyQueue::new(|| {});
        let (one, two) = (queue.waker(1), queue.waker(2));
        let mut told = vec![("nobody was woken yet", 0, queue.len())];
        one.wake_by_ref();
        told.push(("1 was woken", 1, queue.len()));
        one.wake_by_ref();
        two.wake_by_ref();
        told.push(("1 was woken again, and 2 as well", 2, queue.len()));
        queue.next();
        told.push(("one of two was taken out", 1, queue.len()));
        queue.next();
        queue.next();
        told.push(("both were taken out", 0, queue.len()));
        told
    });
    for (what, due, len) in told {
        assert!(
            len == due,
            "{what}: {due} in the queue, and `len` tells {len}"
        );
    }
}

/// A thousand wake-ups before the next poll say no more than one. If each took a place in the queue, one
/// busy sender would fill it.
#[check]
fn a_number_in_the_queue_is_not_put_in_again() {
    let taken = ends("tasks were woken several times", || {
        let queue = ReadyQueue::new(|| {});
        let (one, two) = (queue.waker(1), queue.waker(2));
        let clone = one.clone();
        one.wake_by_ref();
        clone.wake();
        two.wake_by_ref();
        two.clone().wake_by_ref();
        one.wake_by_ref();
        let first = queue.next();
        // The one is out, the two is still in.
        two.wake();
        (first, all(&queue))
    });
    assert!(
        taken.0 == Some(1) && taken.1 == [2],
        "tasks 1 and 2 were woken several times, 1 first, by clones of their wakers, before they \
         were taken out: 1 is due, and then 2, once each; `next` gave {:?} and then {:?}",
        taken.0,
        taken.1
    );
    let taken = ends("a task was woken 65,537 times", || {
        let queue = ReadyQueue::new(|| {});
        let waker = queue.waker(1);
        // Whatever counts in one byte, or in two, is back at the beginning.
        (0..=1 << 16).for_each(|_| waker.wake_by_ref());
        (queue.len(), all(&queue))
    });
    assert!(
        taken == (1, vec![1]),
        "task 1 was woken 65,537 times before it was taken out. It is due once; `len` told {}, and `next` \
         gave {:?}",
        taken.0,
        taken.1
    );
    let taken = ends(
        "in two queues the task of the same number was woken",
        || {
            let queues = [(); 2].map(|()| ReadyQueue::new(|| {}));
            let wakers = [0, 1].map(|queue| queues[queue].waker(1));
            wakers.iter().for_each(Waker::wake_by_ref);
            [all(&queues[0]), all(&queues[1])]
        },
    );
    assert!(
        taken == [[1], [1]],
        "two queues have a task 1 each. Both tasks were woken, and are due once, each in its own queue; the \
         queues gave {taken:?}"
    );
}

/// What wakes a task during its poll may have come too late for it: that task needs another poll. So the
/// place to forget that it was woken is before the poll.
#[check]
fn a_number_taken_out_can_come_in_again() {
    let taken = ends(
        "a task was woken again whenever its number had been taken out",
        || {
            let queue = ReadyQueue::new(|| {});
            let (one, two) = (queue.waker(1), queue.waker(2));
            one.wake_by_ref();
            two.wake_by_ref();
            let mut taken = vec![queue.next()];
            // Task 1 is being polled now.
            one.wake_by_ref();
            taken.push(queue.next());
            taken.push(queue.next());
            let clone = one.clone();
            clone.wake();
            taken.push(queue.next());
            one.wake();
            taken.push(queue.next());
            taken
        },
    );
    let right = [1, 2, 1, 1, 1].map(Some);
    assert!(
        taken == right,
        "task 1 was woken again each time that `next` had taken it out: {right:?} is due, and `next` gave \
         {taken:?}"
    );
}

/// An executor that has numbers left will look again by itself: to ring for each wake-up would cost more
/// than the polls do. Whether it has looked since the queue is empty, the queue need not know: it rings for
/// the first number in any case.
#[check]
fn the_alarm_rings_when_a_number_comes_into_an_empty_queue() {
    let rings = Arc::new(AtomicUsize::new(0));
    let theirs = Arc::clone(&rings);
    let told = ends("tasks were woken and taken out in turn", move || {
        let count = Arc::clone(&theirs);
        let queue = ReadyQueue::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
        });
        let (one, two) = (queue.waker(1), queue.waker(2));
        let mut told = Vec::new();
        let mut after = |what: &'static str, due: usize| {
            told.push((what, due, theirs.load(Ordering::SeqCst)));
        };
        after("before anybody was woken", 0);
        one.wake_by_ref();
        after("1 was woken, with nobody in the queue", 1);
        one.wake_by_ref();
        after("1 was woken again, while it was in the queue", 1);
        two.wake_by_ref();
        after("2 was woken, while 1 was in the queue", 1);
        queue.next();
        one.wake_by_ref();
        after(
            "1 was taken out and woken again, while 2 was in the queue",
            1,
        );
        queue.next();
        queue.next();
        after("2 and 1 were taken out", 1);
        two.wake_by_ref();
        after("2 was woken, with nobody in the queue", 2);
        queue.next();
        queue.next();
        after("2 was taken out, and `next` called once more", 2);
        two.wake_by_ref();
        after("2 was woken, with nobody in the queue", 3);
        told
    });
    for (what, due, rang) in told {
        assert!(
            rang == due,
            "{what}: by then the alarm should have rung {due} times in all, and it has rung {rang} times"
        );
    }
}

/// The alarm runs on the thread that wakes, and what it does is not the queue's affair. It may come back
/// to the queue, which must be in order by then, and locked by nobody.
#[check]
fn the_alarm_may_take_numbers_and_wake_tasks() {
    let situation = "the alarm called `next` (does the queue call it under a lock?)";
    let taken = ends(situation, || {
        let (queue, taken) = with_alarm(|queue, _, taken| {
            taken.lock().unwrap().push(queue.next());
        });
        queue.waker(1).wake();
        let taken = taken.lock().unwrap().clone();
        (taken, queue.next())
    });
    assert!(
        !taken.0.is_empty(),
        "task 1 was woken, with nobody in the queue, and the alarm has not rung"
    );
    assert!(
        taken.0 == [Some(1)],
        "task 1 was woken, and the alarm rang, and called `next`: 1 is due, once, and what `next` gave to \
         it is {:?}",
        taken.0
    );
    assert!(
        taken.1.is_none(),
        "the alarm took the number out, and `next` gave {:?} afterwards",
        taken.1
    );
    let situation = "the alarm woke another task (does the queue call it under a lock?)";
    let (rings, taken) = ends(situation, || {
        let (queue, rings) = with_alarm(|_, two, rings| {
            rings.lock().unwrap().push(None);
            // Not for ever, where the alarm rings for each wake-up.
            if rings.lock().unwrap().len() < 5 {
                two.wake_by_ref();
            }
        });
        queue.waker(1).wake();
        let rings = rings.lock().unwrap().len();
        (rings, all(&queue))
    });
    assert!(
        taken == [1, 2],
        "task 1 was woken, with an alarm that wakes task 2; 1 and 2 are due, and `next` gave {taken:?}"
    );
    assert!(
        rings == 1,
        "task 1 was woken, with an alarm that wakes task 2, while 1 is in the queue: one ring is due, and it \
         rang {rings} times"
    );
    let situation = "the alarm took the number out and woke another task, so that it rang again \
                     (does the queue call it under a lock?)";
    let (rings, taken) = ends(situation, || {
        let (queue, rings) = with_alarm(|queue, two, rings| {
            rings.lock().unwrap().push(None);
            if rings.lock().unwrap().len() == 1 {
                queue.next();
                two.wake_by_ref();
            }
        });
        queue.waker(1).wake();
        let rings = rings.lock().unwrap().len();
        (rings, all(&queue))
    });
    assert!(
        rings == 2 && taken == [2],
        "task 1 was woken, with an alarm that takes 1 out and wakes task 2, which comes into the empty \
         queue: two rings are due, and then 2 from `next`; it rang {rings} times, and `next` gave {taken:?}"
    );
}

/// The executor finds nothing and goes to sleep, while wakers are called on other threads. Each of them
/// must be found before the sleep, or end it. Locks and atomics come from `crate::sync`: this check cannot
/// see others, and may hang on them.
#[check(seconds = 10)]
fn nobody_is_lost_in_any_order() {
    // Two tasks, and an executor that sleeps until both have come.
    explore(|steps| {
        let bell = Arc::new((
            shuttle::sync::Mutex::new(false),
            shuttle::sync::Condvar::new(),
        ));
        let (rings, told) = (Arc::clone(&bell), steps.clone());
        let queue = explored::ReadyQueue::new(move || {
            told.tell("alarm", "rings");
            *rings.0.lock().unwrap() = true;
            rings.1.notify_one();
        });
        let others = [1, 2].map(|number| wakes(queue.waker(number), number, steps));
        let mut taken = Vec::new();
        while taken.len() < 2 {
            while let Some(number) = queue.next() {
                steps.tell("main", &format!("takes {number}"));
                taken.push(number);
            }
            if taken.len() < 2 {
                steps.tell("main", "finds nothing, and sleeps until the alarm");
                let rang = bell.0.lock().unwrap();
                *bell.1.wait_while(rang, |rang| !*rang).unwrap() = false;
            }
        }
        for other in others {
            other.join().unwrap();
        }
    });
    // A task that is woken, after it has something to do, while its number is being taken out.
    explore(|steps| {
        let queue = explored::ReadyQueue::new(|| {});
        let waker = queue.waker(1);
        waker.wake_by_ref();
        let news = Arc::new(shuttle::sync::atomic::AtomicBool::new(false));
        let (theirs, told, wakes) = (Arc::clone(&news), steps.clone(), waker.clone());
        let other = shuttle::thread::spawn(move || {
            theirs.store(true, Ordering::SeqCst);
            told.tell("other", "has news for task 1, and wakes it");
            wakes.wake();
        });
        let mut seen = false;
        for _ in 0..2 {
            let taken = queue.next();
            seen |= taken.is_some() && news.load(Ordering::SeqCst);
            steps.tell("main", &format!("gets {taken:?} from `next`"));
        }
        other.join().unwrap();
        seen |= queue.next().is_some();
        assert!(
            seen,
            "task 1 was polled before the news came, then it was woken, and its number is not in the queue."
        );
        steps.tell("main", "wakes task 1 once more");
        waker.wake();
        assert!(
            queue.next() == Some(1),
            "task 1 was taken out as often as it came; then it was woken, and its number is not in the queue."
        );
    });
}

/// To look whether a number is in the queue, and to put it there, are two steps. Another thread can come
/// in between, unless both are under one lock, or are one atomic step. Locks and atomics come from
/// `crate::sync`: this check cannot see others, and may hang on them.
#[check(seconds = 10)]
fn nobody_comes_twice_in_any_order() {
    explore(|steps| {
        let queue = explored::ReadyQueue::new(|| {});
        let waker = queue.waker(1);
        let others = [waker.clone(), waker].map(|waker| wakes(waker, 1, steps));
        for other in others {
            other.join().unwrap();
        }
        let taken: Vec<usize> = std::iter::from_fn(|| queue.next()).collect();
        assert!(
            taken == [1],
            "task 1 was woken by two threads before anybody called `next`, which then gave {taken:?}."
        );
    });
}

/// Two threads wake at once. One of them was the first, and rings: not both, and not neither because each
/// saw the other's number. Locks and atomics come from `crate::sync`: this check cannot see others, and
/// may hang on them.
#[check(seconds = 10)]
fn the_alarm_rings_once_in_any_order() {
    explore(|steps| {
        let rings = Arc::new(AtomicUsize::new(0));
        let (count, told) = (Arc::clone(&rings), steps.clone());
        let queue = explored::ReadyQueue::new(move || {
            told.tell("alarm", "rings");
            count.fetch_add(1, Ordering::SeqCst);
        });
        let others = [1, 2].map(|number| wakes(queue.waker(number), number, steps));
        for other in others {
            other.join().unwrap();
        }
        let rings = rings.load(Ordering::SeqCst);
        assert!(
            rings == 1,
            "two tasks were woken, by two threads, and nobody called `next`; the alarm rang {rings} times."
        );
    });
    // With one task alone, each time that its number comes in, the queue is empty.
    explore(|steps| {
        let rings = Arc::new(AtomicUsize::new(0));
        let (count, told) = (Arc::clone(&rings), steps.clone());
        let queue = explored::ReadyQueue::new(move || {
            told.tell("alarm", "rings");
            count.fetch_add(1, Ordering::SeqCst);
        });
        let waker = queue.waker(1);
        let others = [waker.clone(), waker].map(|waker| wakes(waker, 1, steps));
        let mut taken = 0;
        for _ in 0..2 {
            let number = queue.next();
            steps.tell("main", &format!("gets {number:?} from `next`"));
            taken += usize::from(number.is_some());
        }
        for other in others {
            other.join().unwrap();
        }
        taken += std::iter::from_fn(|| queue.next()).take(20).count();
        let rings = rings.load(Ordering::SeqCst);
        assert!(
            rings == taken,
            "task 1 was woken by two threads while `next` was called, and its number came out \
             {taken} times. No other was there, so it came into the empty queue as often; the \
             alarm rang {rings} times."
        );
    });
}

/// A waker can lie in a timer or a channel long after its executor has gone. Who calls it then cannot
/// know, and there is nothing left to do.
#[check]
fn a_waker_that_outlives_the_queue_does_nothing() {
    let rings = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&rings);
    let queue = ReadyQueue::new(move || {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let (one, two) = (queue.waker(1), queue.waker(2));
    one.wake_by_ref();
    let before = rings.load(Ordering::SeqCst);
    assert!(
        before == 1,
        "a task was woken, with nobody in the queue, and the alarm has rung {before} times, instead of once"
    );
    drop(queue);
    let late = caught(|| {
        one.wake();
        two.wake_by_ref();
        two.wake();
    });
    if let Err(panic) = late {
        panic!(
            "the queue was dropped, a waker that was left was called, and it panicked: {}",
            panic.message
        );
    }
    let after = rings.load(Ordering::SeqCst);
    assert!(
        after == before,
        "the queue was dropped, a waker that was left was called, and the alarm rang"
    );
    let situation = "the queue was dropped, and its alarm with it; what the alarm held woke a task \
                     when it was dropped (is a lock held meanwhile?)";
    ends(situation, || {
        let wakes = Arc::new(OnceLock::<Waker>::new());
        let held = WakesOnDrop(Arc::clone(&wakes));
        let queue = ReadyQueue::new(move || {
            let _holds = &held;
        });
        let _ = wakes.set(queue.waker(1));
        drop(queue);
    });
}

/// What the alarm holds (the executor's thread, its timers, its sockets) is to be free when the executor
/// is gone, also while somebody keeps a waker, and also where numbers were left in the queue.
#[check]
fn a_waker_keeps_neither_queue_nor_alarm() {
    for left in ["a waker was left", "a number was left in the queue"] {
        let probe = DropProbe::new();
        let token = probe.token("what the alarm holds");
        let queue = ReadyQueue::new(move || {
            let _holds = &token;
        });
        let waker = queue.waker(1);
        let kept = if left == "a waker was left" {
            Some(waker)
        } else {
            waker.wake();
            None
        };
        assert!(
            queue.len() == usize::from(kept.is_none()) && probe.alive() == 1,
            "{left}: `len` tells {}, and {} alarms are kept, by a queue that is still there",
            queue.len(),
            probe.alive()
        );
        drop(queue);
        assert!(
            probe.alive() == 0,
            "the queue was dropped, {left}, and the alarm is still kept: does a waker own what it needs to \
             reach the queue?"
        );
        drop(kept);
    }
}
