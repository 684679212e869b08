//! Checks of many_tasks.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Poll, Waker};

use ch04::many_tasks::Executor;
use kit::{DropProbe, caught, check};

use crate::explore::asleep::what_it_does_instead;
use crate::explore::{explore, falls_asleep};
use crate::explored_many_tasks as explored;
use crate::sync::with_sleeps_that_end_for_no_reason;

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "many_tasks/crowds.rs"]
mod crowds;
#[path = "many_tasks/mains.rs"]
mod mains;
#[path = "many_tasks/tasks.rs"]
mod tasks;
#[path = "many_tasks/threads.rs"]
mod threads;

use crowds::{kept_and_left, woken_from_the_last};
use mains::{Bell, polls_of_main};
use tasks::{Log, OnDrop, Wakers, count, holds, once, ready_when, rounds, waits, yields};
use threads::{Moved, ends, rung_by_a_thread};
// Which of the two is used depends on the answer.
#[allow(unused_imports)]
use threads::{OnAnotherThread, OnThisThread};

/// To spawn is to hand over. When the task's turn comes is for the executor to say, and on which thread
/// too.
#[check]
fn spawning_polls_nothing() {
    let polled = ends("tasks were spawned, two of them by a task", || {
        let log = Log::default();
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        spawner.spawn(once("a", &log));
        let mut early = log.take();
        let (theirs, its_spawner) = (log.clone(), spawner.clone());
        spawner.spawn(poll_fn(move |_| {
            theirs.take();
            its_spawner.spawn(once("b", &theirs));
            its_spawner.spawn(once("c", &theirs));
            theirs.tell("the spawning task goes on");
            Poll::Ready(())
        }));
        executor.run_until(rounds(3, &log));
        early.extend(log.take());
        early
    });
    assert!(
        polled == ["the spawning task goes on", "main", "b", "c", "main"],
        "task a was spawned before `run_until`; then, in this order, a task spawned b and c and went on, \
         main had its turn, b and c had theirs, and main: that is due. It was: {polled:?}"
    );
}

/// Main is what the caller waits for. The executor looks at it before anything else, and when it is
/// ready, there is nothing left to stay for.
#[check]
fn run_until_polls_main_first_and_returns_once_it_is_ready() {
    let (output, first, second) = ends("main was ready, and another task was not", || {
        let log = Log::default();
        let mut executor = Executor::new();
        executor.spawner().spawn(yields("a", usize::MAX, &log));
        // Main borrows, and is not `Send`.
        let (tea, cup) = (Rc::new("tea"), Cell::new(""));
        let output = executor.run_until(async {
            cup.set(&tea);
            *tea
        });
        let first = log.take();
        executor.run_until(rounds(3, &log));
        (output, first, log.take())
    });
    assert!(
        output == "tea",
        "main gave \"tea\", and `run_until` returned {output:?}"
    );
    assert!(
        first.is_empty(),
        "main was ready at its first poll; before `run_until` returned, polled was also {first:?}"
    );
    assert!(
        second == ["main", "a", "main", "a", "main"],
        "task a and main wake themselves in each poll, and main is ready at its third: then it is time to \
         return. Polled were, in this order: {second:?}"
    );
}

/// A task belongs to its executor, and not to one call of `run_until`. Those that were woken and had no
/// turn yet keep their places.
#[check]
fn what_is_not_over_goes_on_with_the_next_run_until() {
    let polled = ends("`run_until` was called three times", || {
        let log = Log::default();
        let mut executor = Executor::new();
        for name in ["a", "b"] {
            executor.spawner().spawn(yields(name, 2, &log));
        }
        // Ready while a and b wait for their turns.
        executor.run_until(rounds(1, &log));
        executor.run_until(rounds(2, &log));
        executor.spawner().spawn(yields("c", 2, &log));
        executor.run_until(rounds(3, &log));
        log.take()
    });
    let right = [
        "main", "main", "a", "b", "main", "main", "a", "b", "c", "main", "a", "b", "c", "main",
    ];
    assert!(
        polled == right,
        "tasks a and b, and later c, wake themselves in their first two polls. `run_until` was called three \
         times, for a main that is ready at its first poll, at its second, and at its third. Due is \
         {right:?}, and polled were {polled:?}"
    );
    let polled = ends("main was ready, and others waited behind it", || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        spawner.spawn(waits("a", &log, &wakers));
        executor.run_until(rounds(2, &log));
        log.take();
        let mut polls = 0;
        executor.run_until(poll_fn(|cx| {
            polls += 1;
            if polls == 1 {
                cx.waker().wake_by_ref();
                wakers.wake("a");
                spawner.spawn(once("b", &log));
            }
            ready_when(polls == 2)
        }));
        let early = log.take();
        executor.run_until(rounds(2, &log));
        (early, log.take())
    });
    assert!(
        polled.0.is_empty() && polled.1 == ["main", "a", "b", "main"],
        "main woke itself, woke a and spawned b, in this order, and was ready in its second poll, before a \
         and b had their turns. They are due in the next `run_until`, after its main: [\"main\", \"a\", \"b\", \
         \"main\"]. Polled were {:?} before main was ready, and {:?} in the next `run_until`",
        polled.0,
        polled.1
    );
}

/// Who was woken first has waited longest. Main stands in the same line: one that were always preferred
/// could keep all the others from their turns.
#[check]
fn everybody_is_polled_in_the_order_of_spawns_and_wake_ups() {
    let polled = ends("tasks were woken in another order than spawned", || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        for name in ["a", "b", "c"] {
            executor.spawner().spawn(waits(name, &log, &wakers));
        }
        let mut round = 0;
        executor.run_until(poll_fn(|cx| {
            log.tell("main");
            round += 1;
            if round == 2 {
                wakers.wake("c");
                wakers.wake("a");
            }
            cx.waker().wake_by_ref();
            if round == 2 {
                wakers.wake("b");
            }
            ready_when(round == 4)
        }));
        log.take()
    });
    let right = ["main", "a", "b", "c", "main", "c", "a", "main", "b", "main"];
    assert!(
        polled == right,
        "tasks a, b and c were spawned, and wait. Main woke itself in each poll; in its second one it woke c, \
         a, itself and b, in this order. Due is {right:?}, and polled were {polled:?}"
    );
    let polled = ends("main spawned and woke tasks in turn", || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        for name in ["a", "b"] {
            spawner.spawn(waits(name, &log, &wakers));
        }
        let mut round = 0;
        executor.run_until(poll_fn(|cx| {
            log.tell("main");
            round += 1;
            if round == 2 {
                wakers.wake("b");
                spawner.spawn(waits("c", &log, &wakers));
                wakers.wake("a");
                spawner.spawn(waits("d", &log, &wakers));
            }
            cx.waker().wake_by_ref();
            ready_when(round == 3)
        }));
        log.take()
    });
    let right = ["main", "a", "b", "main", "b", "c", "a", "d", "main"];
    assert!(
        polled == right,
        "tasks a and b were spawned, and wait. In its second poll main woke b, spawned c, woke a, spawned d \
         and woke itself, in this order. Due is {right:?}, and polled were {polled:?}"
    );
    let polled = ends("a thousand tasks waited, and were woken", || {
        woken_from_the_last(1_000)
    });
    let wrong = (0..1_000).find(|&number| polled.get(number) != Some(&(999 - number)));
    assert!(
        wrong.is_none() && polled.len() == 1_000,
        "the tasks 0 to 999 wait, and were woken, the last one first: 1000 polls are due, in this order. \
         Polled were {} tasks, first of all {:?}",
        polled.len(),
        polled.iter().take(5).collect::<Vec<_>>()
    );
}

/// Many wake-ups before a poll are one reason for it, and no wake-up is none: an executor with ten
/// thousand tasks that asked them all would do nothing else.
#[check]
fn a_task_is_polled_once_for_all_the_wake_ups_since_its_last_poll() {
    let (busy, idle) = ends("a task was woken several times, another one never", || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        executor.spawner().spawn(waits("busy", &log, &wakers));
        executor.spawner().spawn(waits("idle", &log, &wakers));
        let mut round = 0;
        executor.run_until(poll_fn(|cx| {
            round += 1;
            if round == 2 || round == 4 {
                for _ in 0..3 {
                    wakers.wake("busy");
                }
            }
            cx.waker().wake_by_ref();
            ready_when(round == 8)
        }));
        let polled = log.take();
        (count(&polled, "busy"), count(&polled, "idle"))
    });
    assert!(
        idle == 1,
        "a task was never woken, and polled {idle} times; at first once is due"
    );
    assert!(
        busy == 3,
        "a task was polled at first, then woken three times before its next poll, and after that three \
         times more: three polls are due, and it was polled {busy} times"
    );
    let busy = ends("a task was woken 65,537 times", || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        executor.spawner().spawn(waits("busy", &log, &wakers));
        let mut round = 0;
        executor.run_until(poll_fn(|cx| {
            round += 1;
            if round == 2 {
                // Whatever counts in one byte, or in two, is back at the beginning.
                wakers.wake_often("busy", (1 << 16) + 1);
            }
            cx.waker().wake_by_ref();
            ready_when(round == 8)
        }));
        count(&log.take(), "busy")
    });
    assert!(
        busy == 2,
        "a task was polled at first, then woken 65,537 times before its next poll: two polls are due, and \
         it was polled {busy} times"
    );
    // In its poll number `own` it wakes itself; main wakes it in its second and third.
    let polls_of_a_task = |own: usize, by_main: [bool; 2]| {
        ends("a task was woken by itself and by main", move || {
            let (log, wakers) = (Log::default(), Wakers::default());
            let mut executor = Executor::new();
            let (theirs, its_wakers, mut polls) = (log.clone(), wakers.clone(), 0);
            executor.spawner().spawn(poll_fn(move |cx| {
                theirs.tell("task");
                its_wakers.keep("task", cx.waker());
                polls += 1;
                if polls == own {
                    cx.waker().wake_by_ref();
                }
                Poll::Pending
            }));
            let mut round = 0;
            executor.run_until(poll_fn(|cx| {
                round += 1;
                if (round == 2 && by_main[0]) || (round == 3 && by_main[1]) {
                    wakers.wake("task");
                }
                cx.waker().wake_by_ref();
                ready_when(round == 7)
            }));
            count(&log.take(), "task")
        })
    };
    let polls = polls_of_a_task(2, [true, false]);
    assert!(
        polls == 3,
        "main woke a task, which woke itself in the poll that came of it. With the first one, \
         three polls are due, and it was polled {polls} times"
    );
    let polls = polls_of_a_task(1, [true, false]);
    assert!(
        polls == 2,
        "a task woke itself in its first poll, and main woke it once more before its next one: two \
         polls are due, and it was polled {polls} times"
    );
    let polls = polls_of_a_task(2, [true, true]);
    assert!(
        polls == 3,
        "main woke a task, which woke itself in the poll that came of it, and main woke it once \
         more before its next one. With the first one, three polls are due, and it was polled \
         {polls} times"
    );
}

/// What wakes a task during its poll may have come too late for it: so that it is polled again. But it
/// had its turn, and goes to the back of the line.
#[check]
fn a_task_that_wakes_itself_comes_after_those_that_wait() {
    let polled = ends("two tasks woke themselves in each poll", || {
        let log = Log::default();
        let mut executor = Executor::new();
        let wakes_thrice = {
            let log = log.clone();
            let mut polls = 0;
            poll_fn(move |cx| {
                log.tell("a");
                polls += 1;
                if polls < 3 {
                    // As often as it likes.
                    let clone = cx.waker().clone();
                    clone.wake_by_ref();
                    cx.waker().wake_by_ref();
                    clone.wake();
                }
                ready_when(polls == 4)
            })
        };
        executor.spawner().spawn(wakes_thrice);
        executor.spawner().spawn(yields("b", 2, &log));
        executor.run_until(rounds(5, &log));
        log.take()
    });
    let right = [
        "main", "a", "b", "main", "a", "b", "main", "a", "b", "main", "main",
    ];
    assert!(
        polled == right,
        "tasks a and b woke themselves in their first two polls, a three times in each; main did so too. Due \
         is {right:?}, and polled were {polled:?}"
    );
}

/// Main is a task like the others: it is polled when its waker was called, and not at each turn of the
/// loop. And its waker is its own, not that of the main of another `run_until`.
#[check]
fn main_is_polled_only_when_it_was_woken() {
    let (first, second, third) = ends("main waited for a task to wake it", || {
        let mut executor = Executor::new();
        let (first, left) = polls_of_main(&mut executor, None);
        let (second, _) = polls_of_main(&mut executor, Some(left));
        executor.run_until(poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::Ready(())
        }));
        let (third, _) = polls_of_main(&mut executor, Some(Waker::noop().clone()));
        (first, second, third)
    });
    assert!(
        first == 3,
        "a task had ten turns; in the fifth it woke main three times, and in the tenth once more. With its \
         first poll, main is due three polls, and it was polled {first} times"
    );
    assert!(
        second == 2,
        "a task called a waker that was left of the main of an earlier `run_until`, and five turns later \
         that of main: main is due two polls, and it was polled {second} times"
    );
    assert!(
        third == 2,
        "a main woke itself in the poll in which it was ready. The main of the next `run_until` was woken \
         once, so that two polls are due, and it was polled {third} times"
    );
    let polls = ends("main woke itself in each of 50,000 polls", || {
        let mut polls = 0;
        Executor::new().run_until(poll_fn(|cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            ready_when(polls == 50_001)
        }));
        polls
    });
    assert!(
        polls == 50_001,
        "main woke itself in each of its first 50,000 polls, and was to be ready in the next one; it was \
         polled {polls} times"
    );
}

/// A thread that goes round and looks takes a whole processor to do nothing. And what ends its
/// sleep need not be a wake-up: anything on this thread may unpark it, and a `Condvar` may end a
/// sleep for no reason at all. Locks, atomics and threads come from `crate::sync`: this check
/// cannot see others, and may hang on them.
#[check(seconds = 10)]
fn while_nobody_is_woken_the_thread_sleeps() {
    two_wait("somebody unparks the thread");
    let for_no_reason = "a sleep in a `Condvar` ends for no reason, as any may";
    with_sleeps_that_end_for_no_reason(|| two_wait(for_no_reason));
    let instead = what_it_does_instead(2, |unwoken| {
        let mut executor = Executor::new();
        executor.spawner().spawn(unwoken.waits());
        executor.run_until(unwoken.waits());
    });
    assert!(
        instead.is_none(),
        "main and one task wait, and nobody calls their wakers, in an ordinary program: the thread does \
         not sleep, but {}",
        instead.unwrap_or_default()
    );
}

/// Main and a task wait, in a thread whose sleep something ends that is no wake-up.
fn two_wait(what_ends_a_sleep: &str) {
    let polls = Arc::new(AtomicUsize::new(0));
    let theirs = Arc::clone(&polls);
    let waits = move || {
        let mut executor = explored::Executor::new();
        let never = || {
            let (polls, mut kept) = (Arc::clone(&theirs), Vec::new());
            poll_fn(move |cx| {
                polls.fetch_add(1, Ordering::SeqCst);
                if kept.is_empty() {
                    shuttle::thread::current().unpark();
                }
                kept.push(cx.waker().clone());
                Poll::<()>::Pending
            })
        };
        executor.spawner().spawn(never());
        executor.run_until(never());
    };
    let asleep = caught(|| falls_asleep(waits)).unwrap_or_else(|panic| {
        panic!(
            "main and one task wait, and nobody calls their wakers, but {what_ends_a_sleep}: \
             `run_until` panicked: {}",
            panic.message
        )
    });
    let polls = polls.load(Ordering::SeqCst);
    assert!(
        asleep,
        "main and one task wait, and nobody calls their wakers: the thread does not sleep, it goes \
         round and round (polls until the check gave up: {polls}). A sleep that a time limit ends is a \
         round, too"
    );
    assert!(
        polls == 2,
        "main and one task wait, and nobody calls their wakers, but {what_ends_a_sleep}: once each they \
         are to be polled, and there were {polls} polls"
    );
}

/// Between the look that found nothing and the sleep, another thread can call a waker. It must be found
/// before the sleep, or end it. Locks, atomics and threads come from `crate::sync`: this check cannot see
/// others, and may hang on them.
#[check(seconds = 15)]
fn no_wake_up_is_lost_in_any_order() {
    // Of main.
    explore(|steps| {
        explored::Executor::new().run_until(rung_by_a_thread("main", steps));
    });
    // Of main, by itself, where something else takes the token of the thread.
    explore(|steps| {
        let mut woken = false;
        explored::Executor::new().run_until(poll_fn(|cx| {
            if !std::mem::replace(&mut woken, true) {
                steps.tell(
                    "main",
                    "wakes itself; then something on its thread parks, and is unparked",
                );
                cx.waker().wake_by_ref();
                shuttle::thread::current().unpark();
                shuttle::thread::park();
                return Poll::Pending;
            }
            Poll::Ready(())
        }));
    });
    // Of a task, which wakes main in the end.
    explore(|steps| {
        let mut executor = explored::Executor::new();
        let bell = Bell::default();
        let (rings, task) = (bell.clone(), rung_by_a_thread("task", steps));
        executor.spawner().spawn(async move {
            task.await;
            rings.ring();
        });
        let (mut polls, mut waits) = (0, Box::pin(bell.waits()));
        executor.run_until(poll_fn(|cx| {
            polls += 1;
            waits.as_mut().poll(cx)
        }));
        assert!(
            polls == 2,
            "a thread woke a task, which woke main. With its first poll, main is due two polls, \
             and it was polled {polls} times."
        );
    });
    // Of two tasks, by two threads: what one of them left must not be lost with the other's.
    explore(|steps| {
        let mut executor = explored::Executor::new();
        let bells = [(); 2].map(|()| Bell::default());
        for (name, bell) in ["a", "b"].into_iter().zip(&bells) {
            let (bell, task) = (bell.clone(), rung_by_a_thread(name, steps));
            executor.spawner().spawn(async move {
                task.await;
                bell.ring();
            });
        }
        executor.run_until(async {
            for bell in bells {
                bell.waits().await;
            }
        });
    });
}

/// An executor can be made in one place and run in another. The thread that sleeps is the one that
/// runs it, and not the one that made it. Locks, atomics and threads come from `crate::sync`: this
/// check cannot see others, and may hang on them.
#[check(seconds = 10)]
fn the_thread_that_runs_is_woken_in_any_order() {
    explore(|steps| {
        let steps = steps.clone();
        let moved = &Moved::new(explored::Executor::new());
        moved.run(move |mut executor| {
            steps.tell(
                "main",
                "runs on another thread than the executor was made on",
            );
            executor.run_until(rung_by_a_thread("main", &steps));
        });
    });
}

/// What another thread spawns is news for the executor, as a wake-up is: it may be asleep. Locks, atomics
/// and threads come from `crate::sync`: this check cannot see others, and may hang on them.
#[check(seconds = 10)]
fn a_task_from_another_thread_is_run_in_any_order() {
    explore(|steps| {
        let mut executor = explored::Executor::new();
        let (spawner, bell) = (executor.spawner(), Bell::default());
        let (rings, told) = (bell.clone(), steps.clone());
        let other = shuttle::thread::spawn(move || {
            let its_steps = told.clone();
            told.tell("other", "spawns a task");
            spawner.spawn(async move {
                its_steps.tell("task", "is polled, and wakes main");
                rings.ring();
            });
        });
        executor.run_until(bell.waits());
        other.join().unwrap();
    });
}

/// What a task holds (a lock, a socket, a sender) is free when it is over, and not when the last of its
/// wakers has gone. Such a waker is for nobody, and least of all for a task that came later.
#[check]
fn a_task_that_is_over_is_dropped_at_once() {
    let (alive, polls, late) = ends("a task was over, and a waker of it was kept", || {
        let (log, wakers, probe) = (Log::default(), Wakers::default(), DropProbe::new());
        let mut executor = Executor::new();
        for name in ["over", "over too"] {
            let (its_wakers, token) = (wakers.clone(), probe.token(name));
            executor.spawner().spawn(poll_fn(move |cx| {
                let _holds = &token;
                its_wakers.keep(name, cx.waker());
                if name == "over too" {
                    // It is over, and in the queue.
                    cx.waker().wake_by_ref();
                }
                Poll::Ready(())
            }));
        }
        let spawner = executor.spawner();
        let (mut alive, mut first) = (usize::MAX, Vec::new());
        let mut round = 0;
        let late = caught(|| {
            executor.run_until(poll_fn(|cx| {
                round += 1;
                match round {
                    2 => {
                        alive = probe.alive();
                        spawner.spawn(waits("later", &log, &wakers));
                        spawner.spawn(waits("later too", &log, &wakers));
                    }
                    4 => {
                        first = log.take();
                        wakers.wake("over");
                        wakers.wake("over too");
                    }
                    _ => {}
                }
                cx.waker().wake_by_ref();
                ready_when(round == 7)
            }));
        });
        let late = late.err().map(|panic| panic.message);
        (alive, (first, log.take()), late)
    });
    assert!(
        alive == 0,
        "two tasks are over, and main had another turn since: the futures of {alive} are still kept"
    );
    assert!(
        late.is_none(),
        "a task was over, its waker was called, and `run_until` panicked: {}",
        late.unwrap_or_default()
    );
    assert!(
        polls.0 == ["later", "later too"],
        "two tasks were over, one of them still in the queue, when two others were spawned, which \
         are due one poll each; polled were {:?}",
        polls.0
    );
    assert!(
        polls.1.is_empty(),
        "the wakers of two tasks that are over were called. Thereby polled was {:?}, which was \
         spawned later, and which nobody has woken",
        polls.1
    );
    let alive = ends("main was ready", || {
        let probe = DropProbe::new();
        let token = probe.token("what main holds");
        Executor::new().run_until(poll_fn(move |_| {
            let _holds = &token;
            Poll::Ready(())
        }));
        probe.alive()
    });
    assert!(
        alive == 0,
        "main was ready, and `run_until` returned; the future of main is still kept"
    );
}

/// What a task holds may have work to do when it is dropped: to close something in a task of its own, say.
/// It comes back to the executor for that, in the midst of what the executor does.
#[check]
fn a_task_may_spawn_and_wake_while_it_is_dropped() {
    let situation = "a task was over, and what it held spawned a task and woke another one when it was \
                     dropped (is a lock held meanwhile?)";
    let polled = ends(situation, || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        spawner.spawn(waits("waits", &log, &wakers));
        let (theirs, its_wakers, its_spawner) = (log.clone(), wakers.clone(), spawner.clone());
        let held = OnDrop(Box::new(move || {
            its_spawner.spawn(once("is new", &theirs));
            its_wakers.wake("waits");
        }));
        spawner.spawn(poll_fn(move |_| {
            let _holds = &held;
            Poll::Ready(())
        }));
        executor.run_until(rounds(4, &log));
        log.take()
    });
    let turns = (count(&polled, "is new"), count(&polled, "waits"));
    assert!(
        turns == (1, 2),
        "a task was over, and what it held spawned a task and woke another one when it was dropped. Main had \
         two more turns: the new one is due one poll, and had {}, the woken one two, and had {}",
        turns.0,
        turns.1
    );
    let situation = "main was ready, and what it held spawned a task and woke another one when it \
                     was dropped (is a lock held meanwhile?)";
    let polled = ends(situation, || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        spawner.spawn(waits("waits", &log, &wakers));
        let (theirs, its_wakers) = (log.clone(), wakers.clone());
        let held = OnDrop(Box::new(move || {
            spawner.spawn(once("is new", &theirs));
            its_wakers.wake("waits");
        }));
        let mut main = Box::pin(rounds(2, &log));
        executor.run_until(poll_fn(move |cx| {
            let _holds = &held;
            main.as_mut().poll(cx)
        }));
        log.take();
        executor.run_until(rounds(2, &log));
        log.take()
    });
    assert!(
        polled == ["main", "is new", "waits", "main"],
        "main was ready, and what it held spawned a task and woke another one when it was dropped; \
         these two are due a poll in the next `run_until`, where polled were {polled:?}"
    );
}

/// Where a task leaves a gap, another one may move into it, or all behind it move up. Their wakers know
/// nothing of that, and must find them all the same.
#[check]
fn the_others_can_be_woken_when_a_task_is_over() {
    let polled = ends("a task was over, and others were woken", || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        executor.spawner().spawn(yields("over", 1, &log));
        for name in ["a", "b", "c"] {
            executor.spawner().spawn(waits(name, &log, &wakers));
        }
        let mut round = 0;
        executor.run_until(poll_fn(|cx| {
            round += 1;
            if round == 4 {
                log.take();
                for name in ["c", "a", "b"] {
                    wakers.wake(name);
                }
            }
            cx.waker().wake_by_ref();
            ready_when(round == 6)
        }));
        log.take()
    });
    assert!(
        polled == ["c", "a", "b"],
        "of four tasks the first was over; of the others c, a and b were woken, in this order, and polled \
         were {polled:?}"
    );
}

/// A panic is a bug in one task, and the caller of `run_until` learns of it. The others know nothing of
/// it: not those that wait, and not those whose turn was about to come.
#[check]
fn a_panic_ends_run_until_and_loses_no_other_task() {
    let (said, alive, first, second) = ends("a task panicked", || {
        let (log, wakers, probe) = (Log::default(), Wakers::default(), DropProbe::new());
        let mut executor = Executor::new();
        executor.spawner().spawn(waits("c", &log, &wakers));
        executor.run_until(rounds(2, &log));
        log.take();
        executor.spawner().spawn(yields("a", 9, &log));
        let (theirs, token) = (log.clone(), probe.token("what the task holds"));
        executor.spawner().spawn(poll_fn(move |_| {
            let _holds = &token;
            theirs.tell("panics");
            panic!("the kettle is empty")
        }));
        executor.spawner().spawn(yields("b", 9, &log));
        let main = holds(&probe, "what main holds", rounds(3, &log));
        let said = caught(|| executor.run_until(main));
        let said = said.map_err(|panic| panic.message);
        let (alive, first) = (probe.alive(), log.take());
        wakers.wake("c");
        executor.run_until(rounds(3, &log));
        (said, alive, first, log.take())
    });
    assert!(
        said.as_ref()
            .is_err_and(|said| said == "the kettle is empty"),
        "a task panicked with \"the kettle is empty\", and `run_until` ended with {said:?}"
    );
    assert!(
        first == ["main", "a", "panics"],
        "tasks were spawned, of which the second panics in its first poll; by the end of `run_until` polled \
         were {first:?}"
    );
    assert!(
        alive == 0,
        "a task panicked, and so `run_until` ended; of the future of this task and that of main \
         {alive} are still kept"
    );
    let right = ["main", "b", "a", "c", "main", "b", "a", "main"];
    assert!(
        second == right,
        "task c waits since an earlier `run_until`. Tasks a and b wake themselves in each poll; \
         between the two a task panicked, before b had its first turn. Then c was woken. In the \
         next `run_until` due is {right:?}, and polled were {second:?}"
    );
    let (said, alive, polled) = ends("main panicked", || {
        let (log, wakers, probe) = (Log::default(), Wakers::default(), DropProbe::new());
        let mut executor = Executor::new();
        for name in ["a", "b"] {
            executor.spawner().spawn(waits(name, &log, &wakers));
        }
        let (its_wakers, token) = (wakers.clone(), probe.token("what main holds"));
        let mut polls = 0;
        let panics = poll_fn(move |cx| {
            let _holds = &token;
            polls += 1;
            if polls == 2 {
                its_wakers.wake("b");
                panic!("the kettle is empty")
            }
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        let said = caught(|| executor.run_until(panics)).map_err(|panic| panic.message);
        let alive = probe.alive();
        log.take();
        wakers.wake("a");
        executor.run_until(rounds(2, &log));
        (said, alive, log.take())
    });
    assert!(
        said.as_ref()
            .is_err_and(|said| said == "the kettle is empty"),
        "main panicked with \"the kettle is empty\", and `run_until` ended with {said:?}"
    );
    assert!(alive == 0, "main panicked, and its future is still kept");
    assert!(
        polled == ["main", "b", "a", "main"],
        "two tasks wait; main woke b and panicked, and then a was woken. In the next `run_until` \
         both are due a poll, and polled were {polled:?}"
    );
}

/// The executor owns its tasks: those that wait, those that were woken, and those that never had a turn.
/// A waker is a way to call a task, and keeps nobody alive.
#[check]
fn dropping_the_executor_drops_all_its_tasks() {
    let (before, alive, late) = ends("the executor was dropped", || {
        let (log, wakers, probe) = (Log::default(), Wakers::default(), DropProbe::new());
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        for name in ["waits", "is woken"] {
            spawner.spawn(holds(&probe, name, waits(name, &log, &wakers)));
        }
        executor.run_until(rounds(2, &log));
        wakers.wake("is woken");
        spawner.spawn(holds(&probe, "is new", once("is new", &log)));
        // Main is ready while others have been taken out of the queue, perhaps.
        executor.run_until(rounds(1, &log));
        spawner.spawn(holds(&probe, "is newer", once("is newer", &log)));
        let before = probe.alive();
        drop(executor);
        let alive = probe.alive();
        let late = caught(|| {
            wakers.wake("waits");
            wakers.wake("is woken");
        });
        (before, alive, late.err().map(|panic| panic.message))
    });
    assert!(
        before == 4,
        "the executor had four tasks, none of which was over: one that waits, one that was woken, and two \
         that had no turn yet; the futures of {before} were kept"
    );
    assert!(
        alive == 0,
        "the executor had four tasks: one that waits, one that was woken, and two that had no turn yet. It \
         was dropped, and {alive} of their futures are still kept"
    );
    assert!(
        late.is_none(),
        "the executor was dropped, a waker that was left was called, and it panicked: {}",
        late.unwrap_or_default()
    );
    let tasks = 100_000;
    let (kept, left) = ends(
        "a hundred thousand tasks were spawned before `run_until`",
        move || kept_and_left(tasks),
    );
    assert!(
        (kept, left) == (tasks, 0),
        "{tasks} tasks were spawned before `run_until`, of which the executor kept {kept}; then it was \
         dropped, and {left} are still kept"
    );
}

/// Who spawns does not know whether the executor is still there. A task that would never be run is to let
/// go of what it holds, also where it is spawned by another one that is being dropped.
#[check]
fn what_is_spawned_after_the_end_is_dropped() {
    let situation = "the executor was dropped, and with it a task that spawns and wakes while it \
                     is dropped, as one does that is spawned afterwards (is a lock held \
                     meanwhile?)";
    let (before, alive, polled) = ends(situation, || {
        let (log, wakers, probe) = (Log::default(), Wakers::default(), DropProbe::new());
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        spawner.spawn(waits("waits", &log, &wakers));
        let spawns_late = || {
            let (its_spawner, its_wakers) = (spawner.clone(), wakers.clone());
            let its_probe = probe.clone();
            let late = OnDrop(Box::new(move || {
                let token = its_probe.token("spawned by a drop");
                its_spawner.spawn(async move { drop(token) });
                its_wakers.wake("waits");
            }));
            spawner.spawn(async move {
                let _late = late;
                std::future::pending().await
            });
        };
        spawns_late();
        executor.run_until(rounds(2, &log));
        // This one has no turn.
        spawns_late();
        let before = count(&log.take(), "waits");
        drop(executor);
        spawner.spawn(holds(&probe, "late", once("late", &log)));
        spawns_late();
        (before, probe.alive(), log.take())
    });
    assert!(
        before == 1,
        "before the executor was dropped it had a task that waits, which is due one poll, and was polled \
         {before} times"
    );
    assert!(
        alive == 0,
        "futures were spawned when the executor was gone, or going, and {alive} of them are still kept"
    );
    assert!(
        polled.is_empty(),
        "the executor is gone, and polled was {polled:?}"
    );
}
