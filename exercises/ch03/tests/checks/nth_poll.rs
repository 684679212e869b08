//! Checks of nth_poll.

use std::future::poll_fn;
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use ch03::nth_poll::nth_poll;
use kit::{ByHand, CountingWaker, Watched, check, varied, watch};
use tokio::task::coop::unconstrained;

// By its path: the solution's tests take this file in from elsewhere.
#[path = "nth_poll/cause.rs"]
mod cause;

use cause::{Cause, NO_WAKE, NOT_COUNTED, one_after_another, two_in_turns};

/// Each poll is a separate call, and returns at once. What it returns depends on the polls before
/// it, so the future keeps their number in a field.
#[check]
fn the_first_turns_polls_are_pending_and_the_next_is_ready_with_turns() {
    let cause = Cause::look();
    for turns in [3, 1, 2, varied(7, 4..=30) as u32] {
        let mut future = by_hand(turns);
        let ready = (1..=turns + 1).find_map(|poll| match future.poll() {
            Poll::Ready(said) => Some((poll, said)),
            Poll::Pending => None,
        });
        assert!(
            ready == Some((turns + 1, turns)),
            "{}",
            cause.alone_or(|| format!(
                "nth_poll({turns}) {}; it should be ready at poll {} with {turns}",
                match ready {
                    Some((poll, said)) => format!("was ready at poll {poll} with {said}"),
                    None => format!("returned Pending in each of {} polls", turns + 1),
                },
                turns + 1
            ))
        );
    }
}

/// Zero is a number of turns too: if there is nothing to wait for, the first poll is ready.
#[check]
fn with_no_turns_the_first_poll_is_ready() {
    let cause = Cause::look();
    match by_hand(0).poll() {
        Poll::Ready(said) => assert!(
            said == 0,
            "nth_poll(0) was ready in its first poll, but with {said} instead of 0"
        ),
        Poll::Pending => panic!(
            "{}nth_poll(0) returned Pending in its first poll, though it has no turns to wait for",
            match cause.found() {
                false => "right with 1, 2, 3 and 7 turns, wrong with 0: ",
                true => "",
            }
        ),
    }
}

/// Pending means that the waker will be called. An executor then polls once, so a second call asks for
/// a poll without a reason.
#[check]
async fn a_poll_that_returns_pending_calls_its_waker_once() {
    let cause = Cause::look();
    for turns in [2, 5] {
        let mut future = by_hand(turns);
        for poll in 1..=turns {
            let before = future.wakes();
            let ready = future.poll().is_ready();
            assert!(
                !ready,
                "{}",
                cause.or(|| format!(
                    "nth_poll({turns}) was ready at poll {poll}, and should be at poll {}",
                    turns + 1
                ))
            );
            match future.wakes() - before {
                1 => {}
                0 => panic!(
                    "poll {poll} of nth_poll({turns}) returned Pending without calling its waker{}\n\n\
                     {NO_WAKE}",
                    called_later(&future, before).await
                ),
                calls => panic!(
                    "poll {poll} of nth_poll({turns}) returned Pending and called its waker {calls} \
                     times instead of once\n\n{NOT_COUNTED}"
                ),
            }
        }
        let mut dropped = by_hand(turns);
        let _ = dropped.poll();
        let before = dropped.wakes();
        dropped.cancel();
        assert!(
            dropped.wakes() == before,
            "the drop called a waker: nth_poll({turns}) was polled once and then dropped, and the waker \
             of that poll was called once more\n\nDropping a future is how a task stops waiting \
             for it. After that there is nothing left to poll."
        );
    }
}

/// When the waker is called if the poll itself has not called it.
async fn called_later<F: Future>(future: &ByHand<F>, before: usize) -> &'static str {
    // The runtime does not run meanwhile. Another thread does.
    for _ in 0..40 {
        if future.wakes() > before {
            return "; another thread called it, after the poll had returned";
        }
        thread::sleep(Duration::from_millis(5));
    }
    // The runtime makes the wakes that were deferred, and it runs now.
    tokio::task::yield_now().await;
    match future.wakes() > before {
        true => {
            "; the call came later, when the tokio runtime ran again (`yield_now` defers its wake \
             in this way)"
        }
        false => "",
    }
}

/// The return value says that the future is ready. A call of the waker asks for another poll, and there
/// is none after Ready.
#[check]
fn the_poll_that_is_ready_calls_no_waker() {
    let cause = Cause::look();
    for turns in [0, 1, 4] {
        let mut future = by_hand(turns);
        let mut before = 0;
        // Some more than are needed.
        let ready = (1..=turns + 3).find(|_| {
            before = future.wakes();
            future.poll().is_ready()
        });
        let calls = future.wakes() - before;
        let Some(poll) = ready else {
            panic!(
                "{}",
                cause.or(|| format!(
                    "nth_poll({turns}) returned Pending in each of {} polls",
                    turns + 3
                ))
            );
        };
        assert!(
            calls == 0,
            "{}",
            cause.alone_or(|| format!(
                "poll {poll} of nth_poll({turns}) returned Ready, and called its waker {}",
                times(calls)
            ))
        );
    }
}

/// A future may move from one task to another between two polls. Each poll brings the waker of the task
/// that polls now, and only that task waits.
#[check]
fn the_waker_that_is_called_is_that_of_this_poll() {
    let cause = Cause::look();
    const TURNS: u32 = 4;
    let mut future = by_hand(TURNS);
    let mut earlier: Vec<CountingWaker> = Vec::new();
    for poll in 1..=TURNS + 1 {
        let before: Vec<usize> = earlier.iter().map(CountingWaker::wakes).collect();
        let pending = future.poll().is_pending();
        let after: Vec<usize> = earlier.iter().map(CountingWaker::wakes).collect();
        let own = future.wakes() > 0;
        assert!(
            before == after,
            "poll {poll} called the waker of an earlier poll{}. Each poll brought its own waker",
            match (own, pending) {
                (true, _) => ", and its own too",
                (false, true) => " and not its own",
                (false, false) => ", and was ready",
            }
        );
        if !pending {
            return;
        }
        if !own {
            // With one waker for all polls it may be the same.
            let mut alone = by_hand(TURNS);
            let mut calls = Vec::new();
            for _ in 1..=poll {
                let before = alone.wakes();
                let _ = alone.poll();
                calls.push(alone.wakes() - before);
            }
            panic!(
                "poll {poll} returned Pending and called no waker{}",
                match calls[..] {
                    [first, ..] if first > 1 => format!(
                        "; with one waker for all polls, poll 1 called it {}\n\n{NOT_COUNTED}",
                        times(calls[0])
                    ),
                    [.., 0] => format!("; nor with one waker for all polls\n\n{NO_WAKE}"),
                    _ => ". Each poll brought its own waker; with one waker for all polls, \
                          this poll calls it"
                        .to_owned(),
                }
            );
        }
        earlier.push(future.change_waker());
    }
    panic!(
        "{}",
        cause.or(|| format!(
            "right with one waker for all polls, wrong with another one for each: nth_poll({TURNS}) \
             returned Pending in each of {} polls",
            TURNS + 1
        ))
    );
}

/// What a future keeps from poll to poll belongs to that one future.
#[check]
fn two_of_them_do_not_disturb_each_other() {
    let cause = Cause::look();
    for experiment in [two_in_turns, one_after_another] {
        if let Some(seen) = experiment() {
            panic!("{}", cause.alone_or(|| seen));
        }
    }
}

/// `turns` may be any u32, and a poll takes no longer with a larger number.
#[check]
fn the_largest_number_of_turns_is_a_number_like_any_other() {
    let cause = Cause::look();
    let mut future = by_hand(u32::MAX);
    for poll in 1..=3 {
        if let Poll::Ready(said) = future.poll() {
            panic!(
                "{}",
                cause.alone_or(|| format!(
                    "right with 1, 2, 3 and 7 turns, wrong with {}, the largest number: poll {poll} was \
                     ready with {said}",
                    u32::MAX
                ))
            );
        }
    }
}

/// The count must hold any u32, and each poll counts, inside a tokio task too.
#[check]
async fn many_turns_take_as_many_polls() {
    let cause = Cause::look();
    // Too many for 8 bits, and for 16.
    for turns in [varied(300, 260..=300) as u32, 65_537] {
        // Not watched: the timeline would be as long.
        let mut future = ByHand::new(nth_poll(turns));
        let start = Instant::now();
        for poll in 1..=turns {
            // Some answers are slow and not wrong, such as one that calls the waker on another thread.
            if poll > 1_000 && start.elapsed() > Duration::from_secs(1) {
                return;
            }
            let before = future.wakes();
            if let Poll::Ready(said) = future.poll() {
                panic!(
                    "{}",
                    wrong_in_many(cause, turns, &format!("poll {poll} was ready with {said}"))
                );
            }
            match future.wakes() - before {
                1 => {}
                0 => panic!("{}", no_call(turns, poll).await),
                calls => panic!(
                    "{}",
                    cause.alone_or(|| format!(
                        "poll {poll} of nth_poll({turns}) returned Pending and called its waker {calls} \
                         times instead of once"
                    ))
                ),
            }
        }
        assert!(
            future.poll().is_ready(),
            "{}",
            wrong_in_many(
                cause,
                turns,
                &format!("poll {} returned Pending too", turns + 1)
            )
        );
    }
}

fn wrong_in_many(cause: Cause, turns: u32, seen: &str) -> String {
    cause.alone_or(|| {
        let right = if turns > 300 { 300 } else { 7 };
        format!(
            "right with {right} turns, wrong with {turns}: {seen}\n\n`turns` may be any u32. A count of a \
             smaller type wraps to 0 or overflows: a u8 after 255, a u16 after 65,535."
        )
    })
}

/// A poll inside a runtime has returned Pending without calling its waker: is the runtime the cause?
async fn no_call(turns: u32, poll: u32) -> String {
    let mut free = ByHand::new(nth_poll(turns));
    let all_call = unconstrained(poll_fn(|_| {
        let before = free.wakes();
        let calls = (1..=poll)
            .all(|so_far| free.poll().is_pending() && free.wakes() - before == so_far as usize);
        Poll::Ready(calls)
    }));
    match all_call.await {
        true => format!(
            "right without tokio's budget, wrong with it: in a tokio task, poll {poll} of \
             nth_poll({turns}) returned Pending without calling its waker, and polls 1 to {} had called \
             it\n\ntokio gives each task a budget of steps. When it is used up, tokio's own futures return \
             Pending before they do anything, and the runtime calls the waker later.",
            poll - 1
        ),
        false => format!(
            "poll {poll} of nth_poll({turns}) returned Pending without calling its waker\n\n{NO_WAKE}"
        ),
    }
}

fn times(calls: usize) -> String {
    match calls {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        calls => format!("{calls} times"),
    }
}

fn by_hand(turns: u32) -> ByHand<Watched<impl Future<Output = u32>>> {
    ByHand::new(watch(format!("turns {turns}"), nth_poll(turns)))
}
