//! Checks of many_tasks.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Poll, Waker};

use ch04::many_tasks::Executor;
use kit::{DropProbe, caught, check, varied};

use crate::explore::asleep::what_it_does_instead;
use crate::explore::{explore, explore_further, falls_asleep, how_it_loops};
use crate::explored_many_tasks as explored;
use crate::sync::with_sleeps_that_end_for_no_reason;

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "many_tasks/cause.rs"]
mod cause;
#[path = "many_tasks/crowds.rs"]
mod crowds;
#[path = "many_tasks/mains.rs"]
mod mains;
#[path = "many_tasks/tasks.rs"]
mod tasks;
#[path = "many_tasks/threads.rs"]
mod threads;

use cause::{MAIN_FIRST, its_calls_return, simple};
use crowds::{kept_and_left, woken_from_the_last};
use mains::{Bell, Depth, polls_of_main};
use tasks::{
    Log, OnDrop, Wakers, count, differs, holds, once, ready_when, rounds, times, waits,
    wakes_itself, yields,
};
use threads::{Moved, call, ends, ends_within, rung_by_a_thread, rung_or};
// Which of the two is used depends on the answer.
#[allow(unused_imports)]
use threads::{OnAnotherThread, OnThisThread};

// Each failure has its own idea, or none.
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
        "{}",
        simple().unwrap_or_else(|| format!(
            "main was ready in its first poll, and before `run_until` returned, {first:?} had been polled, \
             too\n\n{MAIN_FIRST}"
        ))
    );
    let right = ["main", "a", "main", "a", "main"];
    assert!(
        second == right,
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: task a and main wake themselves in each poll, and main is ready in its third. The polls must be \
             {right:?}, and were {second:?}",
            differs(&second, &right)
        ))
    );
}

/// `spawn` hands the future over. The executor decides when to poll it, and on which thread.
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
            call("`spawn`, called in a poll,", || {
                its_spawner.spawn(once("b", &theirs));
                its_spawner.spawn(once("c", &theirs));
            });
            theirs.tell("the spawning task goes on");
            Poll::Ready(())
        }));
        executor.run_until(rounds(3, &log));
        early.extend(log.take());
        early
    });
    let right = ["the spawning task goes on", "main", "b", "c", "main"];
    assert!(
        polled == right,
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: task a was spawned before `run_until`, and another task spawned b and c in its poll. From the start \
             of that poll on, the polls must be {right:?}, and were {polled:?}",
            differs(&polled, &right)
        ))
    );
}

/// A task belongs to its executor, and not to one call of `run_until`. Tasks that were woken and not polled yet
/// keep their places in the queue.
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
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: tasks a and b, and later c, wake themselves in their first two polls, and `run_until` was called \
             three times, for a main that is ready in its first poll, in its second, and in its third. The polls \
             must be {right:?}, and were {polled:?}",
            differs(&polled, &right)
        ))
    );
    let polled = ends("main was ready, and others were queued after it", || {
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
                wakes_itself(cx);
                wakers.wake("a");
                spawner.spawn(once("b", &log));
            }
            ready_when(polls == 2)
        }));
        let early = log.take();
        executor.run_until(rounds(2, &log));
        (early, log.take())
    });
    let right = ["main", "a", "b", "main"];
    assert!(
        polled.0.is_empty() && polled.1 == right,
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}{}: main woke itself, woke a and spawned b, in this order, and was ready in its second poll, before a \
             and b had their turns. In the next `run_until` the polls must be {right:?}, and were {:?} before main \
             was ready, and {:?} in the next `run_until`",
            match (
                polled.0.as_slice(),
                count(&polled.1, "a") + count(&polled.1, "b")
            ) {
                ([], 0) => "what was queued when main was ready is lost: ",
                _ => "",
            },
            match polled.0.as_slice() {
                [] => differs(&polled.1, &right),
                [early, ..] => format!("{early} was polled before main"),
            },
            polled.0,
            polled.1
        ))
    );
}

/// What was woken first has waited longest. Main waits in the same queue: if it always came first, it could starve
/// the tasks.
#[check]
fn all_are_polled_in_the_order_of_spawns_and_wake_ups() {
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
            wakes_itself(cx);
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
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: tasks a, b and c were spawned, and wait. Main woke itself in each poll; in its second poll it woke \
             c, a, itself and b, in this order. The polls must be {right:?}, and were {polled:?}",
            differs(&polled, &right)
        ))
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
            wakes_itself(cx);
            ready_when(round == 3)
        }));
        log.take()
    });
    let right = ["main", "a", "b", "main", "b", "c", "a", "d", "main"];
    assert!(
        polled == right,
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: tasks a and b were spawned, and wait. In its second poll main woke b, spawned c, woke a, spawned d \
             and woke itself, in this order. The polls must be {right:?}, and were {polled:?}",
            differs(&polled, &right)
        ))
    );
    let polled = ends("a thousand tasks waited, and were woken", || {
        woken_from_the_last(1_000)
    });
    let lost = 1_000_usize.saturating_sub(polled.len());
    assert!(
        lost == 0 || lost == 1_000 || !(lost..1_000).rev().eq(polled.iter().copied()),
        "right with a few tasks, wrong with a thousand: the tasks 0 to 999 wait, and all were woken. Only {lost} to 999 \
         were polled{}\n\n{A_NUMBER_EACH}",
        match lost % 256 {
            0 => format!(
                "; {lost} are lost, which is {} times 256: this fits numbers of one byte",
                lost / 256
            ),
            _ => String::new(),
        }
    );
    let wrong = (0..1_000).find(|&number| polled.get(number) != Some(&(999 - number)));
    assert!(
        wrong.is_none() && polled.len() == 1_000,
        "right with a few tasks, wrong with a thousand: the tasks 0 to 999 wait, and were woken, the last one first. \
         {}: there were {} polls instead of 1000\n\n{A_NUMBER_EACH}",
        match wrong.map(|number| polled.get(number)) {
            Some(Some(task)) => {
                let number = wrong.unwrap_or_default();
                format!(
                    "Poll {} was that of task {task} instead of {}",
                    number + 1,
                    999 - number
                )
            }
            Some(None) => format!(
                "Task {} was not polled in its turn",
                999 - wrong.unwrap_or_default()
            ),
            None => "All were polled, and some again".to_owned(),
        },
        polled.len()
    );
}

/// The idea of a task that is lost among many.
const A_NUMBER_EACH: &str = "Any number of tasks can wait at the same time, and each needs a number, or a place, of its \
    own. A count of a small type wraps to 0, and then two tasks have the same number.";

/// Many wake-ups before a poll are one reason for it, and without a wake-up there is none. A wake-up that comes
/// during a poll is a reason for the next one.
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
            wakes_itself(cx);
            ready_when(round == 8)
        }));
        let polled = log.take();
        (count(&polled, "busy"), count(&polled, "idle"))
    });
    assert!(
        idle == 1,
        "{}",
        simple().unwrap_or_else(|| format!(
            "a task that was spawned and never woken was polled {} instead of once",
            times(idle)
        ))
    );
    assert!(
        busy == 3,
        "{}",
        simple().unwrap_or_else(|| format!(
            "a task that was woken three times before a poll, and three times before another one, was polled {}: \
             with its first poll, three polls are required",
            times(busy)
        ))
    );
    let busy = ends("a task was woken 65,537 times", || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        executor.spawner().spawn(waits("busy", &log, &wakers));
        let mut round = 0;
        executor.run_until(poll_fn(|cx| {
            round += 1;
            if round == 2 {
                // A count in one byte, or in two, is 0 again.
                wakers.wake_often("busy", (1 << 16) + 1);
            }
            wakes_itself(cx);
            ready_when(round == 8)
        }));
        count(&log.take(), "busy")
    });
    assert!(
        busy == 2,
        "right with three wake-ups, wrong with 65,537: a task that was woken 65,537 times before its next poll was \
         polled {} in all instead of twice\n\nIt is enough to know whether a task was woken. A count of its wake-ups \
         overflows at some point, and then looks like no wake-up.",
        times(busy)
    );
    // In its poll number `own` it wakes itself; main wakes it in main's second and third poll.
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
                    wakes_itself(cx);
                }
                Poll::Pending
            }));
            let mut round = 0;
            executor.run_until(poll_fn(|cx| {
                round += 1;
                if (round == 2 && by_main[0]) || (round == 3 && by_main[1]) {
                    wakers.wake("task");
                }
                wakes_itself(cx);
                ready_when(round == 7)
            }));
            count(&log.take(), "task")
        })
    };
    let polls = polls_of_a_task(2, [true, false]);
    assert!(
        polls == 3,
        "{}",
        simple().unwrap_or_else(|| format!(
            "a task that woke itself during a poll was polled {}: main woke it after its first poll, and it woke \
             itself in its second, so three polls are required",
            times(polls)
        ))
    );
    let polls = polls_of_a_task(1, [true, false]);
    assert!(
        polls == 2,
        "{}",
        simple().unwrap_or_else(|| format!(
            "a task that woke itself in its first poll, and was woken by main before its next one, was polled {} \
             instead of twice",
            times(polls)
        ))
    );
    let polls = polls_of_a_task(2, [true, true]);
    assert!(
        polls == 3,
        "{}",
        simple().unwrap_or_else(|| format!(
            "a task that woke itself in its second poll, and was woken by main before its next one, was polled {} \
             instead of three times",
            times(polls)
        ))
    );
}

/// The event behind a wake-up may have come too late for the poll that is under way, so the task is polled again.
/// But it has had its turn, and goes to the back of the queue.
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
                    call("a call of its own waker, in a poll,", || {
                        clone.wake_by_ref();
                        cx.waker().wake_by_ref();
                        clone.wake();
                    });
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
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: tasks a and b woke themselves in their first two polls, a three times in each; main woke itself, \
             too. The polls must be {right:?}, and were {polled:?}",
            differs(&polled, &right)
        ))
    );
}

/// Main is a task like the others: it is polled when its waker was called, and not in each round of the loop. And
/// its waker is its own, not that of the main of another `run_until`.
#[check]
fn main_is_polled_only_when_it_was_woken() {
    let (first, second, third) = ends("main waited for a task to wake it", || {
        let mut executor = Executor::new();
        let (first, left) = polls_of_main(&mut executor, None);
        let (second, _) = polls_of_main(&mut executor, Some(left));
        executor.run_until(poll_fn(|cx| {
            wakes_itself(cx);
            Poll::Ready(())
        }));
        let (third, _) = polls_of_main(&mut executor, Some(Waker::noop().clone()));
        (first, second, third)
    });
    assert!(
        first == 3,
        "{}",
        simple().unwrap_or_else(|| format!(
            "main was polled {}: it was woken three times in one poll of a task, and once in a later poll, so with \
             its first poll three polls are required",
            times(first)
        ))
    );
    assert!(
        second == 2,
        "{}main was polled {} instead of twice: a task called a waker of the main of an earlier `run_until`, and in \
         a later poll the waker of this main",
        match second {
            3 =>
                "right with the waker of this main, wrong with one of an earlier main, which woke this one: ",
            _ => "",
        },
        times(second)
    );
    assert!(
        third == 2,
        "main was polled {} instead of twice: the main of an earlier `run_until` had woken itself in its last poll, \
         and this one was woken once",
        times(third)
    );
    let (polls, depth) = ends("main woke itself in each of 50,000 polls", || {
        let (mut polls, mut depth) = (0, Depth::default());
        Executor::new().run_until(poll_fn(|cx| {
            polls += 1;
            depth.look();
            wakes_itself(cx);
            ready_when(polls == 50_001 || depth.is_near_the_end())
        }));
        (polls, depth)
    });
    assert!(
        !depth.is_near_the_end(),
        "the executor calls itself for each poll instead of looping: main woke itself in each poll, and poll {polls} \
         was {} KiB deeper in the stack than the first one\n\nA call that has not returned keeps its place on the \
         stack, even if it is the last thing that its caller does: Rust does not guarantee that such a call reuses \
         the place. So enough polls overflow the stack, and there may be any number of them.",
        depth.kib()
    );
    assert!(
        polls == 50_001,
        "main woke itself in each of its first 50,000 polls, and is ready in the next one: it was polled {polls} \
         times"
    );
}

/// A thread that checks in a loop keeps a processor busy for nothing; a sleep with a time limit is a loop, too. And
/// what ends a sleep need not be a wake-up: other code may unpark the thread, and a `Condvar` may end a sleep for no
/// reason at all.
#[check(seconds = 10)]
fn the_thread_sleeps_until_something_is_woken() {
    two_wait("something unparks the thread");
    let for_no_reason = "`Condvar::wait` returns for no reason, as it may at any time";
    with_sleeps_that_end_for_no_reason(|| two_wait(for_no_reason));
    let instead = what_it_does_instead(2, |unwoken| {
        let mut executor = Executor::new();
        executor.spawner().spawn(unwoken.waits());
        executor.run_until(unwoken.waits());
    });
    assert!(
        instead.is_none(),
        "right in the copy of your answer that the checks explore, wrong in an ordinary program: main and one task \
         wait, their wakers are not called, and the thread does not sleep, but {}",
        instead.unwrap_or_default()
    );
}

fn polls_of(polls: usize) -> String {
    match polls {
        0 => "no poll".to_owned(),
        1 => "one poll".to_owned(),
        polls => format!("{polls} polls"),
    }
}

/// Main and a task wait, and something other than a wake-up ends the sleep of their thread.
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
            "`run_until` panicked when its sleep ended though no waker had been called: {}; main and one task wait, \
             and {what_ends_a_sleep}",
            panic.message
        )
    });
    let polls = polls.load(Ordering::SeqCst);
    assert!(
        asleep,
        "{}: main and one task wait, their wakers are not called, and there had been {} of the two before the check \
         stopped",
        how_it_loops(),
        polls_of(polls)
    );
    assert!(
        polls == 2,
        "main and one task wait, and their wakers are not called, but {what_ends_a_sleep}: there {} of the two, \
         instead of one each",
        match polls {
            1 => "was one poll".to_owned(),
            polls => format!("were {}", polls_of(polls)),
        }
    );
}

/// The idea of a second wake-up that is lost with the first.
const BOTH: &str = "A wake-up can come at any moment, even while the one before is being handled. So to take what is \
    queued, and to remove it from the queue, must be one step under one lock: what comes between two steps is lost, \
    or is found only after the next wake-up.";

/// Between the check that found nothing and the sleep, another thread can call a waker. The executor must notice that
/// call before the sleep, or the call must end the sleep.
#[check(seconds = 15)]
fn no_wake_up_is_lost_in_any_order() {
    // Main is woken.
    its_calls_return();
    explore(|steps| {
        explored::Executor::new().run_until(rung_by_a_thread("main", steps));
    });
    // Main wakes itself, and then something else takes the token of the thread.
    explore(|steps| {
        let mut woken = false;
        let wake_up = steps.wake_up("main", "wakes itself");
        explored::Executor::new().run_until(poll_fn(|cx| {
            if !std::mem::replace(&mut woken, true) {
                wake_up.takes(|| cx.waker().wake_by_ref());
                steps.tell("main", "uses up the token of its thread: `unpark`, `park`");
                shuttle::thread::current().unpark();
                shuttle::thread::park();
                return Poll::Pending;
            }
            Poll::Ready(())
        }));
    });
    // A task is woken, and wakes main in the end.
    explore_further("right if main is woken, wrong if a task is", |steps| {
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
            "a thread woke a task, and that task woke main: main was polled {} instead of twice.",
            times(polls)
        );
    });
    // Two tasks are woken by two threads: neither wake-up must be lost with the other.
    explore_further("right with one task, wrong with two", |steps| {
        let mut executor = explored::Executor::new();
        let bells = [(); 2].map(|()| Bell::default());
        for (name, bell) in ["a", "b"].into_iter().zip(&bells) {
            let (bell, task) = (bell.clone(), rung_or(name, steps, Some(BOTH)));
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

/// The idea of a wake-up of the wrong thread.
const WHICH_THREAD: &str = "An executor can be made on one thread and run on another. A wake-up must end the sleep \
    of the thread in `run_until`, and not that of the thread that made the executor.";

/// An executor can be made on one thread and run on another. The thread that sleeps is the one that runs it.
#[check(seconds = 10)]
fn the_thread_that_runs_is_woken_in_any_order() {
    explore_further(
        "right if the executor runs on the thread that made it, wrong if on another",
        |steps| {
            let steps = steps.clone();
            let moved = &Moved::new(explored::Executor::new());
            moved.run(move |mut executor| {
                steps.tell(
                    "main",
                    "runs on another thread than the executor was made on",
                );
                executor.run_until(rung_or("main", &steps, Some(WHICH_THREAD)));
            });
        },
    );
}

/// The idea of a spawn that does not wake.
const SPAWN_WAKES: &str = "The executor may be asleep when another thread spawns a task. So `spawn` ends its sleep, \
    as a wake-up does.";

/// The executor may be asleep when another thread spawns a task: `spawn` must end its sleep, as a wake-up does.
#[check(seconds = 10)]
fn a_task_from_another_thread_is_run_in_any_order() {
    its_calls_return();
    explore(|steps| {
        let mut executor = explored::Executor::new();
        let (spawner, bell) = (executor.spawner(), Bell::default());
        let (rings, its_steps) = (bell.clone(), steps.clone());
        let wake_up = steps.wake_up_or("other", "spawns a task", SPAWN_WAKES);
        let other = shuttle::thread::spawn(move || {
            let spawned = wake_up.clone();
            wake_up.takes(|| {
                spawner.spawn(async move {
                    spawned.has_arrived();
                    its_steps.tell("task", "is polled, and wakes main");
                    rings.ring();
                });
            });
        });
        executor.run_until(bell.waits());
        other.join().unwrap();
    });
}

/// What a task holds (a lock, a socket, a sender) must be dropped when the task is over, and not with the last of its
/// wakers. A later call of such a waker does nothing: in particular, it wakes no task that was spawned later.
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
                    wakes_itself(cx);
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
                wakes_itself(cx);
                ready_when(round == 7)
            }));
        });
        let late = late.err().map(|panic| panic.message);
        (alive, (first, log.take()), late)
    });
    assert!(
        alive == 0,
        "{}",
        simple().unwrap_or_else(|| format!(
            "two tasks are over, main was polled again since, and {} still kept",
            match alive {
                1 => "the future of one is".to_owned(),
                alive => format!("the futures of {alive} are"),
            }
        ))
    );
    assert!(
        late.is_none(),
        "the waker of a task that was over was called, and `run_until` panicked: {}",
        late.unwrap_or_default()
    );
    assert!(
        polls.0 == ["later", "later too"],
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: two tasks were over, one of them still in the queue, when two others were spawned, which must be \
             polled once each; the polls were {:?}",
            differs(&polls.0, &["later", "later too"]),
            polls.0
        ))
    );
    assert!(
        polls.1.is_empty(),
        "wakers of tasks that are over woke tasks that were spawned later: {} had no wake-up of their own, and were \
         polled",
        polls.1.join(" and ")
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

/// What a task holds may spawn or wake in its drop: for example, to close a connection in a task of its own. That
/// call comes while the executor is dropping the task.
#[check]
fn a_task_may_spawn_and_wake_while_it_is_dropped() {
    let situation =
        "a task was over, and what it held spawned a task and woke another one when it was dropped";
    let polled = ends(situation, || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        spawner.spawn(waits("waits", &log, &wakers));
        let (theirs, its_wakers, its_spawner) = (log.clone(), wakers.clone(), spawner.clone());
        let held = OnDrop(Box::new(move || {
            call("`spawn`, called in a drop,", || {
                its_spawner.spawn(once("is new", &theirs))
            });
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
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: a task was over, and what it held spawned one task and woke another when it was dropped, and main \
             was polled twice more. The polls of the new task must be 1, and were {}; those of the woken one must be \
             2 in all, and were {}",
            match turns {
                (0, _) => "the new task was not polled",
                (1, 0..=1) => "the woken task was not polled again",
                _ => "a task was polled too often",
            },
            turns.0,
            turns.1
        ))
    );
    let situation = "main was ready, and what it held spawned a task and woke another one when it \
                     was dropped";
    let polled = ends(situation, || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        spawner.spawn(waits("waits", &log, &wakers));
        let (theirs, its_wakers) = (log.clone(), wakers.clone());
        let held = OnDrop(Box::new(move || {
            call("`spawn`, called in a drop,", || {
                spawner.spawn(once("is new", &theirs))
            });
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
    let right = ["main", "is new", "waits", "main"];
    assert!(
        polled == right,
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: main was ready, and what it held spawned a task and woke another one when it was dropped. In the \
             next `run_until` the polls must be {right:?}, and were {polled:?}",
            differs(&polled, &right)
        ))
    );
}

/// When a task is over, another one may take its place, or those after it move up. Their wakers must still find
/// them.
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
            wakes_itself(cx);
            ready_when(round == 6)
        }));
        log.take()
    });
    assert!(
        polled == ["c", "a", "b"],
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: of four tasks the first was over; the others, c, a and b, were woken in this order, and the polls \
             were {polled:?}",
            differs(&polled, &["c", "a", "b"])
        ))
    );
}

/// A panic is a bug in one task, and goes to the caller of `run_until`. The other tasks stay: those that wait, and
/// those that are queued.
#[check]
fn a_panic_ends_run_until_and_loses_no_other_task() {
    let (said, alive, first, second) = ends("a task panicked", || {
        let (log, wakers, probe) = (Log::default(), Wakers::default(), DropProbe::new());
        let of_main = DropProbe::new();
        let mut executor = Executor::new();
        let (of_a, of_b, of_c) = (DropProbe::new(), DropProbe::new(), DropProbe::new());
        let c = waits("c", &log, &wakers);
        executor.spawner().spawn(holds(&of_c, "what c holds", c));
        executor.run_until(rounds(2, &log));
        log.take();
        let a = yields("a", 9, &log);
        executor.spawner().spawn(holds(&of_a, "what a holds", a));
        let (theirs, token) = (log.clone(), probe.token("what the task holds"));
        executor.spawner().spawn(poll_fn(move |_| {
            let _holds = &token;
            theirs.tell("panics");
            panic!("the file is empty")
        }));
        let b = yields("b", 9, &log);
        executor.spawner().spawn(holds(&of_b, "what b holds", b));
        let main = holds(&of_main, "what main holds", rounds(3, &log));
        let said = caught(|| executor.run_until(main));
        let said = said.map_err(|panic| panic.message);
        let (alive, first) = ((probe.alive(), of_main.alive()), log.take());
        let lost: Vec<&str> = [("a", of_a), ("b", of_b), ("c", of_c)]
            .into_iter()
            .filter_map(|(name, probe)| (probe.alive() == 0).then_some(name))
            .collect();
        wakers.wake("c");
        executor.run_until(rounds(3, &log));
        (said, (alive, lost), first, log.take())
    });
    let (alive, lost) = alive;
    assert!(
        said.as_ref().is_err_and(|said| said == "the file is empty"),
        "{}",
        simple().unwrap_or_else(|| format!(
            "a task panicked with \"the file is empty\", and `run_until` ended with {said:?}"
        ))
    );
    assert!(
        first == ["main", "a", "panics"],
        "{}",
        simple().unwrap_or_else(|| format!(
            "{}: two tasks were spawned, of which the second panics in its first poll; the polls of that `run_until` \
             were {first:?}",
            differs(&first, &["main", "a", "panics"])
        ))
    );
    assert!(
        alive == (0, 0),
        "a task panicked, `run_until` ended with that panic, and {} still kept: both must be dropped",
        match alive {
            (0, _) => "the future of main is",
            (_, 0) => "the future of the task that panicked is",
            _ => "the future of the task that panicked and that of main are",
        }
    );
    let right = ["main", "b", "a", "c", "main", "b", "a", "main"];
    assert!(
        second == right,
        "{}",
        simple().unwrap_or_else(|| format!(
            "{} in the `run_until` after a panic{}: a and b wake themselves in each poll, b was not polled before \
             the panic, and c was woken after it. The polls must be {right:?}, and were {second:?}",
            differs(&second, &right),
            match lost.as_slice() {
                [] => ", though the futures of a, b and c were still kept".to_owned(),
                lost => format!(", and the futures of {lost:?} were dropped with the task that panicked"),
            }
        ))
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
                panic!("the file is empty")
            }
            wakes_itself(cx);
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
        said.as_ref().is_err_and(|said| said == "the file is empty"),
        "main panicked with \"the file is empty\", and `run_until` ended with {said:?}"
    );
    assert!(alive == 0, "main panicked, and its future is still kept");
    let right = ["main", "b", "a", "main"];
    assert!(
        polled == right,
        "{}",
        simple().unwrap_or_else(|| format!(
            "{} in the `run_until` after main's panic: main woke b and panicked, and then a was woken. The polls \
             must be {right:?}, and were {polled:?}",
            differs(&polled, &right)
        ))
    );
}

/// The executor owns its tasks: those that wait, those that were woken, and those that were never polled. A waker
/// keeps no task alive.
#[check(seconds = 14)]
fn dropping_the_executor_drops_all_its_tasks() {
    let (before, (alive, with_the_others), late) = ends("the executor was dropped", || {
        let (log, wakers, probe) = (Log::default(), Wakers::default(), DropProbe::new());
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        for name in ["waits", "is woken"] {
            spawner.spawn(holds(&probe, name, waits(name, &log, &wakers)));
        }
        executor.run_until(rounds(2, &log));
        wakers.wake("is woken");
        spawner.spawn(holds(&probe, "is new", once("is new", &log)));
        // Main is ready, perhaps while others have been taken out of the queue.
        executor.run_until(rounds(1, &log));
        spawner.spawn(holds(&probe, "is newer", once("is newer", &log)));
        let before = probe.alive();
        drop(executor);
        let alive = probe.alive();
        let late = caught(|| {
            wakers.wake("waits");
            wakers.wake("is woken");
        });
        // What is still alive now is kept by the executor's own parts alone.
        wakers.forget();
        drop(spawner);
        let with_the_others = alive > 0 && probe.alive() == 0;
        (
            before,
            (alive, with_the_others),
            late.err().map(|panic| panic.message),
        )
    });
    assert!(
        before == 4,
        "the executor had four tasks, none of which was over: one that waits, one that was woken, and two that were \
         not polled yet. Before the executor was dropped, {before} of their four futures were still there"
    );
    assert!(
        alive == 0,
        "{}the executor was dropped, and of the futures of its four tasks {alive} {} still kept: one waited, one was \
         woken, and two were not polled yet",
        match with_the_others {
            true =>
                "tasks are dropped with the last spawner and waker, and not with the executor: ",
            false => "",
        },
        if alive == 1 { "is" } else { "are" }
    );
    assert!(
        late.is_none(),
        "a waker was called after the executor had been dropped, and the call panicked: {}",
        late.unwrap_or_default()
    );
    let tasks = varied(100_000, 90_000..=110_000) as usize;
    // Long: to drop so many takes time on a busy machine.
    let (kept, left) = ends_within(
        12,
        &match tasks {
            100_000 => "a hundred thousand tasks were spawned before `run_until`".to_owned(),
            _ => format!("{tasks} tasks were spawned before `run_until`"),
        },
        move || kept_and_left(tasks),
    );
    assert!(
        (kept, left) == (tasks, 0),
        "{tasks} tasks were spawned before `run_until`, of which the executor kept {kept}; then it was \
         dropped, and {left} are still kept"
    );
}

/// A spawner may be used after the executor was dropped. A task that would never run must be dropped, with what it
/// holds, even if another task spawns it while that one is being dropped.
#[check]
fn what_is_spawned_after_the_end_is_dropped() {
    let situation = "the executor was dropped, and with it a task that spawns and wakes in its own drop; a task that \
        was spawned afterwards does the same";
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
                call("`spawn`, called in a drop,", || {
                    its_spawner.spawn(async move { drop(token) });
                });
                its_wakers.wake("waits");
            }));
            spawner.spawn(async move {
                let _late = late;
                std::future::pending().await
            });
        };
        spawns_late();
        executor.run_until(rounds(2, &log));
        // This one is not polled.
        spawns_late();
        let before = count(&log.take(), "waits");
        drop(executor);
        spawner.spawn(holds(&probe, "late", once("late", &log)));
        spawns_late();
        (before, probe.alive(), log.take())
    });
    assert!(
        before == 1,
        "{}",
        simple().unwrap_or_else(|| format!(
            "a task that waits was polled {} before the executor was dropped, instead of once",
            times(before)
        ))
    );
    assert!(
        alive == 0,
        "of the futures that were spawned while the executor was dropped, or later, {alive} {} still kept",
        if alive == 1 { "is" } else { "are" }
    );
    assert!(
        polled.is_empty(),
        "the executor was dropped, and after that {polled:?} were polled"
    );
}
