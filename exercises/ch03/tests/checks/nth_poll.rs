//! Checks of nth_poll.

use std::pin::pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use ch03::nth_poll::nth_poll;
use kit::{ByHand, CountingWaker, Watched, check, watch};

/// A poll asks: are you ready? It gets its answer at once, and what the next one is to be told depends
/// on what the future has kept of this one in its fields.
#[check]
fn the_first_turns_polls_are_pending_and_the_next_is_ready_with_turns() {
    for turns in [3, 1, 2, 7] {
        let mut future = by_hand(turns);
        for poll in 1..=turns {
            if let Poll::Ready(said) = future.poll() {
                panic!(
                    "nth_poll({turns}): poll {poll} was ready with {said}; the first {turns} should \
                     be Pending, and poll {} the first that is ready",
                    turns + 1
                );
            }
        }
        match future.poll() {
            Poll::Ready(said) => assert!(
                said == turns,
                "nth_poll({turns}): it was ready with {said} instead of {turns}{}",
                match said {
                    0 => ": it counted the number down, and had none left of it to return",
                    said if said == turns + 1 => ", the number of all its polls, the last one too",
                    _ => "",
                }
            ),
            Poll::Pending => panic!(
                "nth_poll({turns}): poll {} was Pending too; {turns} polls have returned Pending \
                 before it, so this one should be ready",
                turns + 1
            ),
        }
    }
}

/// Zero is a number of turns too: there is nothing to wait for, so nobody has to wait.
#[check]
fn with_no_turns_the_first_poll_is_ready() {
    match by_hand(0).poll() {
        Poll::Ready(said) => assert!(
            said == 0,
            "nth_poll(0): the first poll was ready with {said} instead of 0"
        ),
        Poll::Pending => panic!(
            "nth_poll(0): the first poll was Pending, though there are no turns to wait for: does it \
             look whether it is ready before it says Pending?"
        ),
    }
}

/// Any number of turns may be asked for, and what a future costs should not grow with how long it
/// waits.
#[check]
fn the_largest_number_of_turns_is_a_number_like_any_other() {
    let mut future = by_hand(u32::MAX);
    for poll in 1..=3 {
        if let Poll::Ready(said) = future.poll() {
            panic!("nth_poll({}): poll {poll} was ready with {said}", u32::MAX);
        }
    }
}

/// A count must hold any number of turns. And each poll counts, within a runtime too: what is made for
/// a runtime says Pending now and then only to give others a turn.
#[check]
async fn many_turns_take_as_many_polls() {
    // Too many for 8 bits, and for 16.
    for turns in [300, 65_537] {
        // Not watched: the timeline would be as long.
        let mut future = ByHand::new(nth_poll(turns));
        let start = Instant::now();
        for poll in 1..=turns {
            // Some are slow and not wrong, such as one that lets a thread of its own call the waker.
            if poll > 1_000 && start.elapsed() > Duration::from_secs(1) {
                return;
            }
            let before = future.wakes();
            if let Poll::Ready(said) = future.poll() {
                panic!(
                    "nth_poll({turns}): poll {poll} was ready with {said}; does the type in which \
                     it counts hold {turns}?"
                );
            }
            let calls = future.wakes() - before;
            assert!(
                calls == 1,
                "nth_poll({turns}), polled within a runtime: poll {poll} returned Pending and had \
                 called its waker {}; wanted: once, as at the polls before it{}",
                times(calls),
                match calls {
                    0 =>
                        " (within a runtime, what belongs to tokio says Pending after many steps \
                         at a stretch, and puts its wake off)",
                    _ => "",
                }
            );
        }
        assert!(
            future.poll().is_ready(),
            "nth_poll({turns}), polled within a runtime: poll {} was Pending too; each of the \
             {turns} polls before it counts",
            turns + 1
        );
    }
}

/// Pending says: I have seen to it that your waker is called. Here nobody but the future can call it.
/// An executor polls once for a wake, so a second call asks for a poll that nobody needs.
#[check]
async fn a_poll_that_returns_pending_calls_its_waker_once() {
    for turns in [2, 5] {
        let mut future = by_hand(turns);
        for poll in 1..=turns {
            let before = future.wakes();
            let ready = future.poll().is_ready();
            assert!(
                !ready,
                "nth_poll({turns}): poll {poll} was ready, and the first {turns} should be Pending"
            );
            match future.wakes() - before {
                1 => {}
                0 => {
                    // Whoever puts a wake off has it called by the runtime, which has its turn now.
                    tokio::task::yield_now().await;
                    panic!(
                        "nth_poll({turns}): poll {poll} returned Pending and had not called its \
                         waker{}",
                        match future.wakes() - before {
                            0 => ": the poll itself has to call it, before it returns",
                            _ =>
                                " by then; the call came later, when the runtime or another thread \
                                 had its turn (within tokio, `yield_now` puts its wake off like \
                                 that)",
                        }
                    )
                }
                calls => panic!(
                    "nth_poll({turns}): poll {poll} returned Pending and called its waker {}; one \
                     call asks for the next poll",
                    times(calls)
                ),
            }
        }
        let mut dropped = by_hand(turns);
        let _ = dropped.poll();
        let before = dropped.wakes();
        dropped.cancel();
        assert!(
            dropped.wakes() == before,
            "nth_poll({turns}): it was polled once and then dropped, and the drop called the waker \
             of that poll once more; nobody waits for it any more"
        );
    }
}

/// A wake asks for another poll. Whoever is ready wants no more of them.
#[check]
fn the_poll_that_is_ready_calls_nobody() {
    for turns in [0, 1, 4] {
        let mut future = by_hand(turns);
        let mut before = 0;
        // Some more than are needed.
        let ready = (0..turns + 3).any(|_| {
            before = future.wakes();
            future.poll().is_ready()
        });
        let calls = future.wakes() - before;
        assert!(
            ready,
            "nth_poll({turns}): it was not ready within {} polls",
            turns + 3
        );
        assert!(
            calls == 0,
            "nth_poll({turns}): the poll that was ready called a waker; there is nothing left to poll \
             for"
        );
    }
}

/// A future may be handed from one task to another between two polls. Each poll brings the waker of
/// the task that asks now, and no other is of use.
#[check]
fn the_waker_that_is_called_is_that_of_this_poll() {
    const TURNS: u32 = 4;
    let mut future = by_hand(TURNS);
    let mut earlier: Vec<CountingWaker> = Vec::new();
    for poll in 1..=TURNS + 1 {
        let before: Vec<usize> = earlier.iter().map(CountingWaker::wakes).collect();
        let pending = future.poll().is_pending();
        let after: Vec<usize> = earlier.iter().map(CountingWaker::wakes).collect();
        assert!(
            before == after,
            "each poll came with a waker of its own, as when the future moves to another task; poll \
             {poll} called the waker of an earlier poll, whose task does not wait any more"
        );
        if !pending {
            return;
        }
        assert!(
            future.wakes() > 0,
            "each poll came with a waker of its own, as when the future moves to another task; poll \
             {poll} returned Pending, and had not called the waker that it was given"
        );
        earlier.push(future.change_waker());
    }
    panic!(
        "nth_poll({TURNS}): it was not ready within {} polls",
        TURNS + 1
    );
}

/// What a future remembers belongs to that one future. Anything shared is changed by all.
#[check]
fn two_of_them_do_not_disturb_each_other() {
    for (one, other) in [(2, 2), (3, 1), (1, 4)] {
        let both = [one, other];
        let mut futures = both.map(by_hand);
        let mut ready = [None; 2];
        for poll in 1..=one.max(other) + 1 {
            for which in 0..2 {
                if ready[which].is_none() && futures[which].poll().is_ready() {
                    ready[which] = Some(poll);
                }
            }
        }
        for which in 0..2 {
            let turns = both[which];
            assert!(
                ready[which] == Some(turns + 1),
                "nth_poll({one}) and nth_poll({other}) were polled alternately: the {} one was {}, \
                 and should be ready at its poll {}; does it share its number with the other?",
                ["first", "second"][which],
                match ready[which] {
                    Some(poll) => format!("ready at its poll {poll}"),
                    None => format!("not ready within {} polls", one.max(other) + 1),
                },
                turns + 1
            );
        }
    }
    one_begins_where_another_was_dropped();
}

/// What is made in the place of another one begins anew.
fn one_begins_where_another_was_dropped() {
    let task = CountingWaker::new().waker();
    let mut cx = Context::from_waker(&task);
    let mut place = pin!(nth_poll(3));
    for _ in 0..2 {
        let _ = place.as_mut().poll(&mut cx);
    }
    place.set(nth_poll(2));
    let polls = (1..=3).find(|_| place.as_mut().poll(&mut cx).is_ready());
    assert!(
        polls == Some(3),
        "nth_poll(3) was polled twice and dropped, and nth_poll(2) was put where it had been: that \
         one was {}, and should be ready at its poll 3; does it go on with the polls of the other?",
        match polls {
            Some(poll) => format!("ready at its poll {poll}"),
            None => "not ready within 3 polls".to_owned(),
        }
    );
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
