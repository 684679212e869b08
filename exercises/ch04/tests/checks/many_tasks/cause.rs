//! Experiments that run after a check has failed. They find out which of the possible causes holds.

use std::future::poll_fn;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use ch04::many_tasks::Executor;
use kit::caught;

use super::mains::Bell;
use super::tasks::{
    Log, Wakers, count, once, ready_when, rounds, times, waits, wakes_itself, yields,
};
use super::threads::{call, ends};

/// The idea of a main that is not polled first, or is ready too late.
pub const MAIN_FIRST: &str = "The caller waits for main. So the executor polls it before anything else, and returns \
    as soon as it is ready.";
/// The idea of a main that always comes first.
const ONE_QUEUE: &str = "Main waits in the same queue as the tasks: what was queued before it is polled first. If a \
    woken main always came first, a main that wakes itself would starve the tasks.";
/// The idea of a task that is never polled.
const ALL_ARE_POLLED: &str = "`run_until` polls main and, in their turn, the tasks that were spawned or woken: \
    `spawn` puts a task into the queue.";
/// The idea of a wake-up that is lost during a poll.
const BEFORE_THE_POLL: &str = "The event behind a wake-up may have come too late for the poll that is under way, so \
    the wake-up asks for another poll. Clear the flag of a woken task before its poll, and not after it.";
/// The idea of a poll for each wake-up.
const ONE_REASON: &str = "A poll sees everything that came before it, so it answers all the wake-ups before it. A \
    task that is queued already is not queued again.";
/// The idea of a task that is lost when another one ends.
const FOUND_AGAIN: &str = "When a task is over, another one may take its place, or those after it move up. Their \
    wakers must still find them.";

/// An experiment makes a few polls, and may take this long.
const PATIENCE: Duration = Duration::from_secs(2);

/// The cause in the simplest cases: the first experiment that fails.
pub fn simple() -> Option<String> {
    let experiments = [
        main_first,
        a_turn_for_the_others,
        its_own_wake_up,
        several_wake_ups,
        once_another_is_over,
    ];
    experiments.into_iter().find_map(|experiment| experiment())
}

/// The result of an experiment that ends in time and without a panic. If it does not, the check itself has a
/// better message.
fn tried<R: Send + 'static>(experiment: impl FnOnce() -> R + Send + 'static) -> Option<R> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let _ = sender.send(caught(experiment));
    });
    receiver.recv_timeout(PATIENCE).ok()?.ok()
}

/// What is polled beside a main that wakes itself, and is ready in its sixth poll. In its third poll it wakes
/// these tasks.
fn polled(
    spawns: impl FnOnce(&Executor, &Log, &Wakers) + Send + 'static,
    woken: &'static [&'static str],
) -> Option<Vec<&'static str>> {
    tried(move || {
        let (log, wakers) = (Log::default(), Wakers::default());
        let mut executor = Executor::new();
        spawns(&executor, &log, &wakers);
        let mut round = 0;
        executor.run_until(poll_fn(|cx| {
            round += 1;
            if round == 3 {
                woken.iter().for_each(|name| wakers.wake(name));
            }
            wakes_itself(cx);
            ready_when(round == 6)
        }));
        log.take()
    })
}

fn main_first() -> Option<String> {
    let polled = tried(|| {
        let log = Log::default();
        let mut executor = Executor::new();
        executor.spawner().spawn(yields("a", 20, &log));
        executor.run_until(once("main", &log));
        log.take()
    })?;
    (polled != ["main"]).then(|| {
        format!(
            "the task `a` was polled {} main, which was ready in its first poll: before `run_until` returned, `a` had \
             been polled, too\n\n{MAIN_FIRST}",
            match polled.first() {
                Some(&"main") => "after",
                _ => "before",
            }
        )
    })
}

fn a_turn_for_the_others() -> Option<String> {
    let beside = polled(
        |executor, log, _| executor.spawner().spawn(yields("a", 20, log)),
        &[],
    )?;
    if count(&beside, "a") > 0 {
        return None;
    }
    let main_waits = tried(|| {
        let (log, bell) = (Log::default(), Bell::default());
        let mut executor = Executor::new();
        let (theirs, rings) = (log.clone(), bell.clone());
        executor.spawner().spawn(async move {
            theirs.tell("a");
            rings.ring();
        });
        executor.run_until(bell.waits());
        log.take()
    });
    Some(match main_waits {
        Some(polled) if count(&polled, "a") > 0 => format!(
            "right while main waits, wrong while main wakes itself in each poll: main was polled six times, and a \
             spawned task was not polled in between\n\n{ONE_QUEUE}"
        ),
        _ => format!(
            "a spawned task was never polled: not with a main that woke itself in six polls, and not with one that \
             waited for it\n\n{ALL_ARE_POLLED}"
        ),
    })
}

fn its_own_wake_up() -> Option<String> {
    let polled = polled(
        |executor, log, wakers| {
            executor.spawner().spawn(yields("by itself", 9, log));
            executor.spawner().spawn(waits("by main", log, wakers));
        },
        &["by main"],
    )?;
    let (by_itself, by_main) = (count(&polled, "by itself"), count(&polled, "by main"));
    (by_itself == 1 && by_main == 2).then(|| {
        format!(
            "right if main wakes a task between two polls, wrong if the task wakes itself in its poll: it was not \
             polled again\n\n{BEFORE_THE_POLL}"
        )
    })
}

fn several_wake_ups() -> Option<String> {
    let polled = polled(
        |executor, log, wakers| executor.spawner().spawn(waits("busy", log, wakers)),
        &["busy", "busy", "busy"],
    )?;
    let for_them = count(&polled, "busy").saturating_sub(1);
    (for_them > 1).then(|| {
        format!(
            "a task was woken three times before its next poll, and was polled {} for that instead of \
             once\n\n{ONE_REASON}",
            times(for_them)
        )
    })
}

fn once_another_is_over() -> Option<String> {
    const WAIT: [&str; 3] = ["a", "b", "c"];
    let not_woken = |another: bool| {
        let polled = polled(
            move |executor, log, wakers| {
                if another {
                    // Not over in its first poll: by then the others have their wakers.
                    executor.spawner().spawn(yields("over", 1, log));
                }
                for name in WAIT {
                    executor.spawner().spawn(waits(name, log, wakers));
                }
            },
            &["c", "a", "b"],
        )?;
        Some(WAIT.into_iter().find(|name| count(&polled, name) == 1))
    };
    let (None, Some(name)) = (not_woken(false)?, not_woken(true)?) else {
        return None;
    };
    Some(format!(
        "right while all tasks wait, wrong once another one is over: {name} was woken then, and was not polled \
         again\n\n{FOUND_AGAIN}"
    ))
}

/// To be called before an answer is explored: there, a call that waits for a lock of its own thread would end the
/// whole process.
#[track_caller]
pub fn its_calls_return() {
    ends("a task woke itself and spawned another one", || {
        let log = Log::default();
        let mut executor = Executor::new();
        let spawner = executor.spawner();
        let (theirs, its_spawner) = (log.clone(), spawner.clone());
        spawner.spawn(poll_fn(move |cx| {
            wakes_itself(cx);
            call("`spawn`, called in a poll,", || {
                its_spawner.spawn(once("b", &theirs));
            });
            Poll::Ready(())
        }));
        executor.run_until(rounds(3, &log));
    });
}
