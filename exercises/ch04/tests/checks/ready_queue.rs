//! Checks of ready_queue.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Waker;

use ch04::ready_queue::ReadyQueue;
use kit::{DropProbe, caught, check};

use crate::explore::explore_unless;
use crate::explored_ready_queue as explored;

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "ready_queue/alarms.rs"]
mod alarms;
#[path = "ready_queue/cause.rs"]
mod cause;

use cause::{rings_in_turn, simple};

use alarms::{
    ALARM, DROP_AFTER, LET_GO_FIRST, NOTHING_WAITS, WakesOnDrop, all, ends, ends_within, times,
    wakes, with_alarm,
};

/// The idea of two steps that another thread can come between.
const ONE_STEP: &str = "Taking a number out and clearing its flag must be one step, under one lock; so must putting \
    it in and setting its flag. If a wake-up can come between the two, its number is put in twice, or not at all.";

/// `wake` may consume the last waker of a task, and the task must still be polled.
#[check]
fn a_number_stays_when_its_waker_is_gone() {
    let taken = ends(NOTHING_WAITS, |stage| {
        let queue = ReadyQueue::new(|| {});
        stage.is("a wake-up by the only waker of a task");
        queue.waker(5).wake();
        stage.is("`next`, once its queue is empty,");
        all(&queue)
    });
    assert!(
        taken == [5],
        "{}",
        simple().unwrap_or_else(|| format!(
            "task 5 was woken by `wake`, which drops its waker, and then `next` gave {taken:?} instead of [5]"
        ))
    );
}

/// The task that was woken first has waited longest. An executor is fair if each queued task comes to the front.
#[check(seconds = 14)]
fn numbers_come_out_in_the_order_of_their_wakes() {
    let numbers = [3, usize::MAX, 0, 7];
    let taken = ends(NOTHING_WAITS, move |stage| {
        let queue = ReadyQueue::new(|| {});
        stage.is("`next` of an empty queue");
        let early = queue.next();
        let wakers = numbers.map(|number| queue.waker(number));
        stage.is("a wake-up of one of four tasks");
        wakers.iter().for_each(Waker::wake_by_ref);
        stage.is("`next`, called until it gives None,");
        (early, all(&queue))
    });
    assert!(
        taken.0.is_none(),
        "no task was woken yet, and `next` gave {:?}",
        taken.0
    );
    assert!(
        taken.1 == numbers,
        "{}",
        simple().unwrap_or_else(|| format!(
            "the tasks were woken in the order {numbers:?}, and `next` gave {:?}",
            taken.1
        ))
    );
    // Long: an answer may search the queue at each wake-up.
    let wrong = ends_within(12, NOTHING_WAITS, |stage| {
        let queue = ReadyQueue::new(|| {});
        stage.is("one of eleven thousand wake-ups before a call of `next`");
        (0..11_000).for_each(|number| queue.waker(number).wake());
        stage.is("`next` of a queue of eleven thousand numbers");
        (0..11_000)
            .map(|number| (number, queue.next()))
            .find(|(number, taken)| *taken != Some(*number))
    });
    match wrong {
        None => {}
        Some((0, taken)) => panic!(
            "{}",
            simple().unwrap_or_else(|| format!(
                "right with four tasks, wrong with 11,000: they were woken from 0 on, each by its only waker, \
                 and the first call of `next` gave {taken:?}"
            ))
        ),
        Some((number, taken)) => panic!(
            "right with the first {number} of 11,000 tasks, wrong with the next: all were woken before `next` \
             was called, and it gave {taken:?} instead of Some({number})\n\nAny number of tasks can be in the \
             queue. A queue of limited size loses or blocks the wake-ups beyond it."
        ),
    }
}

/// A thousand wake-ups before the next poll mean no more than one. If each took a place in the queue, one busy
/// sender would fill it.
#[check]
fn a_number_in_the_queue_is_not_put_in_again() {
    let taken = ends(NOTHING_WAITS, |stage| {
        let queue = ReadyQueue::new(|| {});
        let (one, two) = (queue.waker(1), queue.waker(2));
        let clone = one.clone();
        stage.is("a wake-up of a task that was woken before");
        one.wake_by_ref();
        clone.wake();
        two.wake_by_ref();
        two.clone().wake_by_ref();
        one.wake_by_ref();
        stage.is("`next` of a queue of two numbers");
        let first = queue.next();
        // 1 is out, 2 is still in.
        stage.is("a wake-up of a task that was woken before");
        two.wake();
        stage.is("`next`, called until it gives None,");
        (first, all(&queue))
    });
    assert!(
        taken.0 == Some(1) && taken.1 == [2],
        "{}",
        simple().unwrap_or_else(|| format!(
            "tasks 1 and 2 were woken several times before they were taken out, 1 first: `next` gave {:?} and \
             then {:?}, instead of Some(1) and then [2]",
            taken.0, taken.1
        ))
    );
    let taken = ends(NOTHING_WAITS, |stage| {
        let queue = ReadyQueue::new(|| {});
        let waker = queue.waker(1);
        stage.is("one of 65,537 wake-ups of a task");
        // A count in one byte, or in two, is 0 again.
        (0..=1 << 16).for_each(|_| waker.wake_by_ref());
        stage.is("`next`, called until it gives None,");
        (queue.len(), all(&queue))
    });
    assert!(
        taken == (1, vec![1]),
        "right with a few wake-ups, wrong with 65,537 before the task was taken out: `len` must give 1, and gave {}; \
         20 calls of `next` must give the number once, and gave it {}\n\nIt is enough to know whether the number is \
         in the queue. A count of its wake-ups overflows at some point, and then looks like no wake-up.",
        taken.0,
        times(taken.1.len())
    );
    let taken = ends(NOTHING_WAITS, |stage| {
        let queues = [(); 2].map(|()| ReadyQueue::new(|| {}));
        let wakers = [0, 1].map(|queue| queues[queue].waker(1));
        stage.is("a wake-up of task 1 in two queues");
        wakers.iter().for_each(Waker::wake_by_ref);
        stage.is("`next`, called until it gives None,");
        [all(&queues[0]), all(&queues[1])]
    });
    assert!(
        taken == [[1], [1]],
        "right with one queue, wrong with two: two queues have a task 1 each, both were woken, and the queues \
         gave {:?} and {:?}, instead of [1] each\n\nA number has a meaning only within its own queue: what you \
         record of it belongs to that queue, and not to a `static` or a `thread_local!`.",
        taken[0],
        taken[1]
    );
}

/// An executor may want to know how much is left to do. A task that was woken twice counts once, and a task
/// that was taken out does not count.
#[check]
fn len_tells_how_many_numbers_are_in_the_queue() {
    let told = ends(NOTHING_WAITS, |stage| {
        let queue = ReadyQueue::new(|| {});
        stage.is("a wake-up, `len` or `next`");
        let (one, two) = (queue.waker(1), queue.waker(2));
        let mut told = vec![("before a task was woken", 0, queue.len())];
        one.wake_by_ref();
        told.push(("after 1 was woken", 1, queue.len()));
        one.wake_by_ref();
        two.wake_by_ref();
        told.push(("after 1 was woken twice, and 2 once", 2, queue.len()));
        queue.next();
        told.push(("after one of two was taken out", 1, queue.len()));
        queue.next();
        queue.next();
        told.push(("after both were taken out", 0, queue.len()));
        told
    });
    for (when, due, len) in told {
        assert!(
            len == due,
            "{}",
            simple().unwrap_or_else(|| format!("`len` gave {len} {when}, instead of {due}"))
        );
    }
}

/// The event behind a wake-up may have come too late for the poll that is under way, so the task needs another
/// poll. So clear the flag of a wake-up before the poll, when `next` takes the number out.
#[check]
fn a_number_taken_out_can_come_in_again() {
    let taken = ends(NOTHING_WAITS, |stage| {
        let queue = ReadyQueue::new(|| {});
        stage.is("a wake-up, or `next`,");
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
    });
    let right = [1, 2, 1, 1, 1].map(Some);
    let when = [
        "tasks 1 and 2 were woken",
        "tasks 1 and 2 were woken, 1 was taken out",
        "task 1 was woken again after `next` had taken it out, 2 was taken out",
        "task 1 was woken again after `next` had taken it out twice, by a clone of its waker",
        "task 1 was woken again after `next` had taken it out, by the last of its wakers",
    ];
    for (when, (right, taken)) in when.into_iter().zip(right.into_iter().zip(taken)) {
        assert!(
            taken == right,
            "{}",
            simple().unwrap_or_else(|| format!(
                "{when}, and then `next` gave {taken:?} instead of {right:?}"
            ))
        );
    }
}

/// The alarm rings for a number that comes into the empty queue, and for no other: an executor that has numbers
/// left calls `next` again anyway. Whether `next` has found the queue empty before does not matter.
#[check]
fn the_alarm_rings_when_a_number_comes_into_an_empty_queue() {
    let rings = Arc::new(AtomicUsize::new(0));
    let theirs = Arc::clone(&rings);
    let told = ends(NOTHING_WAITS, move |stage| {
        let count = Arc::clone(&theirs);
        let queue = ReadyQueue::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
        });
        stage.is("a wake-up, or `next`,");
        let (one, two) = (queue.waker(1), queue.waker(2));
        let mut told = Vec::new();
        let mut before = 0;
        let mut after = |what: &'static str, due: usize| {
            let rang = theirs.load(Ordering::SeqCst);
            told.push((what, due, rang - before));
            before = rang;
        };
        after("two wakers were made", 0);
        one.wake_by_ref();
        after("1 was woken, with the queue empty", 1);
        one.wake_by_ref();
        after("1 was woken again, while it was in the queue", 0);
        two.wake_by_ref();
        after("2 was woken, while 1 was in the queue", 0);
        queue.next();
        one.wake_by_ref();
        after(
            "1 was taken out and woken again, while 2 was in the queue",
            0,
        );
        queue.next();
        queue.next();
        after("2 and 1 were taken out", 0);
        two.wake_by_ref();
        after(
            "2 was woken, with the queue empty since `next` took out the last number",
            1,
        );
        queue.next();
        queue.next();
        after("2 was taken out, and `next` called once more", 0);
        two.wake_by_ref();
        after(
            "2 was woken, with the queue empty, and found empty by `next`",
            1,
        );
        told
    });
    let found_empty_is_right = told.last().is_some_and(|(_, due, rang)| due == rang);
    for (what, due, rang) in told {
        assert!(
            rang == due,
            "{}",
            simple().unwrap_or_else(|| format!(
                "{}{what}: the alarm must ring {}, and rang {}",
                match (due, rang) {
                    (0, _) =>
                        "the alarm rang for a number that came into a queue that was not empty: ",
                    (_, 0) if found_empty_is_right =>
                        "right once `next` has found the queue empty, wrong while it has not: ",
                    _ => "",
                },
                times(due),
                times(rang)
            ))
        );
    }
}

/// The alarm may call the queue again, from within the wake-up: by then the number must be in the queue, and no
/// lock may be held.
#[check]
fn the_alarm_may_take_numbers_and_wake_tasks() {
    let taken = ends(LET_GO_FIRST, |stage| {
        let (queue, taken) = with_alarm(|queue, _, taken| {
            taken.lock().unwrap().push(queue.next());
        });
        stage.is("a wake-up whose alarm calls `next`");
        queue.waker(1).wake();
        let taken = taken.lock().unwrap().clone();
        (taken, queue.next())
    });
    assert!(
        !taken.0.is_empty(),
        "task 1 was woken, with the queue empty, and the alarm did not ring\n\n{ALARM}"
    );
    assert!(
        taken != (vec![None], Some(1)),
        "the alarm rang before the number was in the queue: the alarm's own call of `next` gave None, one \
         after it gave Some(1)\n\n{ALARM}"
    );
    assert!(
        taken.0 == [Some(1)],
        "{}",
        simple().unwrap_or_else(|| format!(
            "task 1 was woken, and the alarm rang {} and called `next`, which gave {:?} instead of [Some(1)]",
            times(taken.0.len()),
            taken.0
        ))
    );
    assert!(
        taken.1.is_none(),
        "the alarm took the number out, and `next` gave {:?} afterwards",
        taken.1
    );
    let (rings, taken) = ends(LET_GO_FIRST, |stage| {
        let (queue, rings) = with_alarm(|_, two, rings| {
            rings.lock().unwrap().push(None);
            // Bounded: the alarm may ring for each wake-up.
            if rings.lock().unwrap().len() < 5 {
                two.wake_by_ref();
            }
        });
        stage.is("a wake-up whose alarm wakes another task");
        queue.waker(1).wake();
        let rings = rings.lock().unwrap().len();
        (rings, all(&queue))
    });
    assert!(
        taken == [1, 2],
        "{}",
        simple().unwrap_or_else(|| format!(
            "task 1 was woken, with an alarm that wakes task 2, and `next` gave {taken:?} instead of [1, 2]"
        ))
    );
    assert!(
        rings == 1,
        "task 1 was woken, with an alarm that wakes task 2, while 1 is in the queue: the alarm must ring once, \
         and rang {}",
        times(rings)
    );
    let (rings, taken) = ends(LET_GO_FIRST, |stage| {
        let (queue, rings) = with_alarm(|queue, two, rings| {
            rings.lock().unwrap().push(None);
            if rings.lock().unwrap().len() == 1 {
                queue.next();
                two.wake_by_ref();
            }
        });
        stage.is("a wake-up whose alarm takes the number out and wakes another task");
        queue.waker(1).wake();
        let rings = rings.lock().unwrap().len();
        (rings, all(&queue))
    });
    assert!(
        rings == 2 && taken == [2],
        "{}",
        simple().unwrap_or_else(|| format!(
            "task 1 was woken, with an alarm that takes 1 out and wakes task 2, which comes into the empty queue: \
             {}",
            match rings {
                2 => format!("then `next` gave {taken:?} instead of [2]"),
                _ => format!("the alarm must ring twice, and rang {}", times(rings)),
            }
        ))
    );
}

/// To check whether a number is in the queue, and to put it there, are two steps. Another thread can come
/// between them, unless both are under one lock, or are one atomic step.
#[check(seconds = 10)]
fn no_number_comes_out_twice_in_any_order() {
    let contrast = "right if one thread wakes after the other, wrong if two wake at the same time";
    explore_unless(simple, contrast, |steps| {
        let queue = explored::ReadyQueue::new(|| {});
        let waker = queue.waker(1);
        let others = [waker.clone(), waker].map(|waker| wakes(waker, 1, steps));
        for (other, _) in others {
            other.join().unwrap();
        }
        let taken: Vec<usize> = std::iter::from_fn(|| queue.next()).collect();
        assert!(
            !taken.is_empty(),
            "two threads woke task 1 before `next` was called, and it did not come out.\n\n{ALARM}"
        );
        assert!(
            taken == [1],
            "two threads woke task 1 before `next` was called, and `next` gave {taken:?} instead of [1]."
        );
    });
}

/// Two threads wake at once. One of them was the first, and must call the alarm: not both, and not neither
/// because each saw the other's number. So the step that puts a number in must also find out whether it was the
/// first.
#[check(seconds = 10)]
fn the_alarm_rings_once_in_any_order() {
    let in_turn = rings_in_turn();
    let contrast = match in_turn {
        true => "right if one thread wakes after the other, wrong if two wake at the same time",
        false => "",
    };
    explore_unless(simple, contrast, |steps| {
        let rings = Arc::new(AtomicUsize::new(0));
        let (count, told) = (Arc::clone(&rings), steps.clone());
        let queue = explored::ReadyQueue::new(move || {
            told.tell("alarm", "rings");
            count.fetch_add(1, Ordering::SeqCst);
        });
        let others = [1, 2].map(|number| wakes(queue.waker(number), number, steps));
        for (other, _) in others {
            other.join().unwrap();
        }
        let rings = rings.load(Ordering::SeqCst);
        assert!(
            rings == 1,
            "two threads woke two tasks, and `next` was not called: the alarm must ring once, and rang {}.",
            times(rings)
        );
    });
    // With a single task, the queue is empty each time its number comes in.
    let contrast = match in_turn {
        true => "right on one thread, wrong if other threads wake a task while `next` takes it out",
        false => "",
    };
    explore_unless(simple, contrast, |steps| {
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
        for (other, _) in others {
            other.join().unwrap();
        }
        let late = std::iter::from_fn(|| queue.next()).take(20).count();
        if late > 0 {
            steps.tell("main", &format!("takes out what is left: {late}"));
        }
        taken += late;
        let rings = rings.load(Ordering::SeqCst);
        assert!(
            rings == taken,
            "the queue of one task gave its number {}, and the alarm rang {}, though the queue is empty each time \
             its only number comes in.\n\n{ONE_STEP}",
            times(taken),
            times(rings)
        );
    });
}

/// Wakers are called on other threads at any moment: while the executor calls `next`, before it sleeps, while it
/// sleeps. The next call of `next` must find a number that came in meanwhile.
#[check(seconds = 10)]
fn no_number_is_lost_in_any_order() {
    // Two tasks, and an executor that sleeps until both have come.
    explore_unless(simple, "", |steps| {
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
                if let Some((_, wake_up)) = others.get(number.wrapping_sub(1)) {
                    wake_up.has_arrived();
                }
                taken.push(number);
            }
            if taken.len() < 2 {
                steps.tell("main", "finds nothing");
                let rang = bell.0.lock().unwrap();
                steps.sleeps("main", "sleeps until the alarm", || {
                    *bell.1.wait_while(rang, |rang| !*rang).unwrap() = false;
                });
            }
        }
        for (other, _) in others {
            other.join().unwrap();
        }
    });
    // A task that is woken for an event while its number is being taken out.
    let contrast =
        "right on one thread, wrong if another one wakes a task while `next` takes it out";
    explore_unless(simple, contrast, |steps| {
        let queue = explored::ReadyQueue::new(|| {});
        let waker = queue.waker(1);
        waker.wake_by_ref();
        let event = Arc::new(shuttle::sync::atomic::AtomicBool::new(false));
        let (theirs, told, wakes) = (Arc::clone(&event), steps.clone(), waker.clone());
        let other = shuttle::thread::spawn(move || {
            theirs.store(true, Ordering::SeqCst);
            told.tell("other", "has an event for task 1, and wakes it");
            wakes.wake();
        });
        let mut seen = false;
        for _ in 0..2 {
            let taken = queue.next();
            seen |= taken.is_some() && event.load(Ordering::SeqCst);
            steps.tell("main", &format!("gets {taken:?} from `next`"));
        }
        other.join().unwrap();
        seen |= queue.next().is_some();
        assert!(
            seen,
            "task 1 was woken for an event after it had been taken out, and its number is not in the queue."
        );
        steps.tell("main", "wakes task 1 once more");
        waker.wake();
        assert!(
            queue.next() == Some(1),
            "from then on no wake-up puts task 1 in: it was taken out until `next` gave None, then it was woken once \
             more, and its number is not in the queue.\n\n{ONE_STEP}"
        );
    });
}

/// A timer or a channel can keep a waker long after its executor was dropped, and call it then. The call has
/// nothing left to do.
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
        "a task was woken, with the queue empty, and the alarm rang {} instead of once\n\n{ALARM}",
        times(before)
    );
    drop(queue);
    let late = caught(|| {
        one.wake();
        two.wake_by_ref();
        two.wake();
    });
    if let Err(panic) = late {
        panic!(
            "a waker was called after the queue had been dropped, and the call panicked: {}",
            panic.message
        );
    }
    let after = rings.load(Ordering::SeqCst);
    assert!(
        after == before,
        "a waker was called after the queue had been dropped, and the alarm rang"
    );
    ends(DROP_AFTER, |stage| {
        stage.is(
            "the drop of a queue whose alarm holds something that wakes a task in its own drop",
        );
        let wakes = Arc::new(OnceLock::<Waker>::new());
        let held = WakesOnDrop(Arc::clone(&wakes));
        let queue = ReadyQueue::new(move || {
            let _holds = &held;
        });
        let _ = wakes.set(queue.waker(1));
        drop(queue);
    });
}

/// What the alarm holds (the executor's thread, its timers, its sockets) must be dropped with the executor, even if
/// a waker or a number is left. A waker needs a reference that owns nothing, such as a `Weak`.
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
            "{left}, before the queue was dropped: `len` gave {} (it must be {}), and {} alarms are kept (it must be \
             1)",
            queue.len(),
            usize::from(kept.is_none()),
            probe.alive()
        );
        drop(queue);
        let before = probe.alive();
        drop(kept);
        assert!(
            before == 0,
            "the queue was dropped, and the alarm is still kept: {left}{}",
            match probe.alive() {
                0 =>
                    ". When that waker was dropped, the alarm was too: so a waker owns the alarm, or the queue with it",
                _ => "",
            }
        );
    }
}
