//! Checks of join_many.

use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;

use ch03::join_many::join_many;
use kit::{ByHand, Caught, CountingWaker, DropProbe, caught, check, varied, watch};

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "join_many/cause.rs"]
mod cause;
#[path = "join_many/desk.rs"]
mod desk;
#[path = "join_many/held_up.rs"]
mod held_up;
#[path = "join_many/race.rs"]
mod race;
#[path = "join_many/wakes.rs"]
mod wakes;

use cause::{FIRST, ONLY, SELF_WAKE, a_wake_within_a_poll_returns, simple, went_to};
use desk::{Act, Desk, Output, names};
use held_up::{HeldUp, Told};
use wakes::look_at_wakes;

/// The position of an output tells which future it belongs to. Which future is ready first is chance.
#[check]
fn the_outputs_come_in_the_order_given() {
    for order in [&[0][..], &[0, 1, 2], &[2, 1, 0], &[1, 2, 0], &[3, 0, 2, 1]] {
        let desk = Desk::new(order.len());
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        let mut outputs = still_waits(join.poll(), &desk);
        for (at, &one) in order.iter().enumerate() {
            desk.answer(one);
            let Poll::Ready(came) = join.poll() else {
                continue;
            };
            assert!(
                at + 1 == order.len(),
                "the join was ready when {} of its {} futures were",
                at + 1,
                order.len()
            );
            outputs = Some(came);
        }
        let Some(outputs) = outputs else {
            panic!(
                "{}",
                simple().unwrap_or_else(|| format!(
                    "the join is still Pending after all of its futures were woken and could be ready: {}, in \
                     this order",
                    names(order)
                ))
            );
        };
        let came: Vec<usize> = outputs.iter().map(|output| output.of).collect();
        let wanted: Vec<usize> = (0..order.len()).collect();
        assert!(
            came == wanted,
            "the outputs came in the order {} instead of {}: the futures were given as {} and were ready \
             as {}",
            names(&came),
            names(&wanted),
            names(&wanted),
            names(order)
        );
    }
}

/// Without futures there is nothing to wait for, and no future could wake the task later.
#[check]
fn with_no_future_it_is_ready_at_once() {
    let desk = Desk::new(0);
    let outputs = ByHand::new(join_many(desk.futures())).poll();

    match outputs {
        Poll::Ready(outputs) => assert!(
            outputs.is_empty(),
            "right to be ready without futures, wrong to have outputs: {} came",
            outputs.len()
        ),
        Poll::Pending => panic!("a join of no futures returned Pending"),
    }
}

/// A future does nothing before it is polled. So the first poll of the join starts all of them.
#[check(seconds = 20)]
fn the_first_poll_polls_each_once_in_order() {
    for count in [1, 3, varied(100, 70..=140) as usize] {
        let desk = Desk::new(count);
        if count == 3 {
            a_wake_within_a_poll_returns();
            // Neither a future that is ready nor one that is woken changes the round.
            desk.at_each_poll(1, Act::Wake(0));
            desk.at_each_poll(2, Act::Wake(2));
            desk.will_be_ready(0);
        }
        let join = join_many(desk.futures());
        let by_call = desk.take_polled();
        let mut join = ByHand::new(join);
        let _ = join.poll();
        let polled = desk.take_polled();
        assert!(
            by_call.is_empty(),
            "`join_many` itself polled {}, before the first poll of the join\n\n{FIRST}",
            names(&by_call)
        );
        let wanted: Vec<usize> = (0..count).collect();
        assert!(
            polled == wanted,
            "{}",
            simple().unwrap_or_else(|| format!(
                "the first poll of the join polled {}, instead of {}{}",
                names(&polled),
                names(&wanted),
                match count {
                    3 => ". A was ready in that poll, B woke A, and C woke itself",
                    _ => "",
                }
            ))
        );
    }
}

/// Only a future that was woken since its last poll has a reason to be polled again.
#[check(seconds = 20)]
fn a_poll_polls_the_woken_and_no_others() {
    // More than fit into a table of a fixed size, or than 16 bits can number.
    const MANY: usize = 66_000;
    // More than fit into a channel with room for a round number.
    const AT_ONCE: usize = 12_000;
    let few = [&[2][..], &[], &[0, 3], &[3], &[1, 2], &[]];
    let at_once: Vec<usize> = (0..AT_ONCE).collect();
    let between = varied(65, 33..=1_000) as usize;
    let many = [
        &[1, between, 1_025, MANY - 1][..],
        &[],
        &[255, 256],
        &[MANY - 2],
        &at_once,
    ];
    for (count, rounds) in [(4, few.as_slice()), (MANY, many.as_slice())] {
        let desk = Desk::new(count);
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        waits(&mut join);
        desk.take_polled();
        for &woken in rounds {
            for &one in woken {
                desk.wake(one);
            }
            waits(&mut join);
            let mut polled = desk.take_polled();
            polled.sort_unstable();
            assert!(
                polled == woken,
                "{}",
                simple()
                    .or_else(|| taken_for_another(woken, &polled))
                    .unwrap_or_else(|| format!(
                        "{}{} {} woken since the last poll, and the join polled {}\n\n{ONLY}",
                        match (count, woken.len()) {
                            (MANY, _) => "right with 4 futures, wrong with 66,000: ",
                            (_, 2..) => "right when one is woken, wrong when two are: ",
                            _ => "",
                        },
                        match (count, woken.len()) {
                            (_, AT_ONCE) => "12,000 futures".to_owned(),
                            (4, 0) => "none of A, B, C, D".to_owned(),
                            _ => names(woken),
                        },
                        match woken.len() {
                            0 | 1 => "was",
                            _ => "were",
                        },
                        match polled.len() > 12 {
                            true => format!("{} of them", polled.len()),
                            false => names(&polled),
                        }
                    ))
            );
        }
    }
}

/// If one future was woken and another one was polled instead: whether their numbers are the same in a
/// small type.
fn taken_for_another(woken: &[usize], polled: &[usize]) -> Option<String> {
    let missed = woken.iter().find(|one| !polled.contains(one))?;
    let instead = polled.iter().find(|one| !woken.contains(one))?;
    let less = missed.checked_sub(*instead)?;
    [1 << 8, 1 << 16].contains(&less).then(|| {
        format!(
            "right with 4 futures, wrong with 66,000: number {missed} was woken, and the join polled number \
             {instead} instead, which is {less} less\n\nAny number of futures can be joined. A \
             position in one byte wraps to 0 after 255, one in two bytes after 65,535."
        )
    })
}

/// A program has many joins at the same time, and each of them has a first future. So a waker must know
/// its join too.
#[check]
fn two_joins_do_not_mix() {
    let desks = [Desk::new(2), Desk::new(2)];
    let [mut one, mut other] = desks.each_ref().map(|desk| {
        let mut join = ByHand::new(join_many(desk.futures()));
        waits(&mut join);
        desk.take_polled();
        join
    });
    assert!(desks.iter().all(Desk::has_wakers), "{}", no_wakers());
    let before = [one.wakes(), other.wakes()];
    desks[1].wake(1);
    let woken = [one.wakes() > before[0], other.wakes() > before[1]];
    waits(&mut one);
    waits(&mut other);
    let polled = desks.each_ref().map(Desk::take_polled);

    let story = "right with one join, wrong with two: each waits for an A and a B, and B of the second was \
                 woken";
    assert!(
        woken == [false, true],
        "{}",
        simple().unwrap_or_else(|| format!(
            "{story}; {}",
            match woken[0] {
                false => "that did not wake the task of the second",
                true => "that woke the task of the first",
            }
        ))
    );
    assert!(
        polled == [vec![], vec![1]],
        "{}",
        simple().unwrap_or_else(|| match [&polled[0][..], &polled[1][..]] {
            [[1], []] => "right with one join, wrong with two: B of the second join was woken, and the first \
                          join polled its own B for it, the second none; each waits for an A and a B"
                .to_owned(),
            _ => format!(
                "{story}; the next poll of the first join polled {}, instead of none, and that of the second \
                 {}, instead of B",
                names(&polled[0]),
                names(&polled[1])
            ),
        })
    );
}

/// Wakes are not counted: one poll of a future answers all the wakes before it.
#[check(seconds = 20)]
fn many_wakes_for_one_are_one_poll() {
    // With the large numbers, a count in one byte or in two is at 0 again.
    for times in [3, 2, 256, 65_536] {
        look_at_wakes(&vec![1; times], &format!("B was woken {times} times"));
    }
    look_at_wakes(&[0, 1, 0, 1], "A and B were woken in turns, each twice");
}

/// The number of polls grows with the number of wakes, and not with wakes times futures.
#[check(seconds = 20)]
fn a_thousand_replies_cost_two_thousand_polls() {
    // None of them is a multiple of 7.
    let count = varied(1_000, 995..=1_000) as usize;
    let desk = Desk::new(count);
    let mut join = ByHand::new(join_many(desk.futures()));
    let mut outputs = still_waits(join.poll(), &desk);
    // In an order that is neither that of the futures nor the reverse.
    for one in (0..count).map(|step| step * 7 % count) {
        desk.answer(one);
        if let Poll::Ready(came) = join.poll() {
            outputs = Some(came);
            break;
        }
    }
    let polls = desk.take_polled().len();
    assert!(
        outputs.is_some_and(|outputs| outputs.len() == count),
        "{}",
        simple().unwrap_or_else(|| format!(
            "the join is not ready with {count} outputs, though each of {count} futures was woken and could \
             be ready"
        ))
    );
    assert!(
        polls == 2 * count,
        "{}",
        simple().unwrap_or_else(|| format!(
            "{count} futures took {polls} polls instead of {}: one to start and one for its reply, \
             for each",
            2 * count
        ))
    );
}

/// A future that was ready has given away its output, and most futures panic if they are polled again.
/// Its waker may still be called: the code that keeps it does not know that the future was ready.
#[check]
fn none_is_polled_after_it_was_ready() {
    let desk = Desk::new(3);
    desk.will_be_ready(0);
    let mut join = ByHand::new(watch("join", join_many(desk.futures())));
    waits(&mut join);
    for (just_over, then) in [(0, "A"), (1, "B")] {
        if just_over == 1 {
            desk.answer(1);
            waits(&mut join);
        }
        desk.take_polled();
        if let Err(panic) = caught(|| desk.wake(just_over)) {
            late_wake_panicked(&format!("{then} had been ready"), &panic);
        }
        let polled = caught(|| join.poll().is_pending());
        let over = desk.take_polled().contains(&just_over);
        assert!(
            !over,
            "{then} was polled again after it was ready: its waker had been called once more"
        );
        if let Err(panic) = polled {
            panic!(
                "the join panicked in a poll after {then} had been ready and its waker had been called once \
                 more: {}, at {}",
                panic.message, panic.at
            );
        }
    }
    desk.answer(2);
    let _ = join.poll();
    let spent = desk.spent();
    assert!(
        spent.is_empty(),
        "{} was polled again after it was ready",
        names(&spent)
    );
    // Otherwise there was no reason to poll one again.
    let missed = desk.not_over();
    assert!(
        missed.is_empty(),
        "{}",
        simple().unwrap_or_else(|| format!(
            "the join has not polled {}: A could be ready in its first poll, B and C after they were woken",
            names(&missed)
        ))
    );
    none_is_polled_after_the_join_was_ready();
}

/// A join that has given away its outputs no longer knows by them which futures were ready.
fn none_is_polled_after_the_join_was_ready() {
    let desk = Desk::new(2);
    let mut join = Box::pin(join_many(desk.futures()));
    let task = CountingWaker::new().waker();
    let mut cx = Context::from_waker(&task);
    let _ = join.as_mut().poll(&mut cx);
    desk.answer(0);
    desk.answer(1);
    let _ = join.as_mut().poll(&mut cx);
    // It may panic: the header leaves open what this poll does, except that it polls no future.
    let _ = caught(|| {
        desk.wake(0);
        desk.wake(1);
        join.as_mut().poll(&mut cx).is_ready()
    });
    let spent = desk.spent();
    assert!(
        spent.is_empty(),
        "{} was polled again after the join was ready with all outputs: A and B had been woken once more, and \
         the join polled",
        names(&spent)
    );
}

/// The task that polled the join last is the one that waits.
#[check]
fn a_wake_wakes_the_task_that_polled_last() {
    for first_is_polled_again in [false, true] {
        let desk = Desk::new(3);
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        waits(&mut join);
        if first_is_polled_again {
            desk.wake(0);
        }
        let old = join.change_waker();
        waits(&mut join);
        assert!(desk.has_wakers(), "{}", no_wakers());
        for one in [1, 0] {
            let (before, old_before) = (join.wakes(), old.wakes());
            desk.wake(one);
            assert!(
                join.wakes() > before,
                "{}",
                simple().unwrap_or_else(|| went_to(old.wakes() - old_before, &names(&[one])))
            );
            waits(&mut join);
        }
    }
}

/// The task is woken when a future is woken, and not otherwise.
#[check]
fn without_a_wake_the_task_is_left_alone() {
    let desk = Desk::new(3);
    desk.will_be_ready(0);
    let mut join = ByHand::new(watch("join", join_many(desk.futures())));
    for poll in 1..4 {
        waits(&mut join);
        assert!(
            join.wakes() == 0,
            "the join woke its own task in poll {poll}, though no future was woken\n\n{SELF_WAKE}"
        );
    }
    let polled = desk.take_polled();
    assert!(
        [0, 1, 2].iter().all(|one| polled.contains(one)),
        "{}",
        simple().unwrap_or_else(|| format!(
            "three polls of the join of A, B and C polled {}, and not each of them",
            names(&polled)
        ))
    );
    desk.answer(1);
    let before = join.wakes();
    waits(&mut join);
    assert!(
        join.wakes() == before,
        "the join woke its own task in a poll in which it polled B, which had been woken before; no future was \
         woken since\n\n{SELF_WAKE}"
    );
    waits(&mut join);
    waits(&mut join);
    assert!(
        join.wakes() == before,
        "the join woke its own task in a later poll, though no future was woken since\n\n{SELF_WAKE}"
    );
}

/// As soon as the task is woken, another thread may poll it, even before `wake` has returned. By then the
/// join must know which future was woken.
#[check(seconds = 20)]
fn a_wake_from_another_thread_is_not_lost() {
    let desk = Desk::new(3);
    let mut join = Box::pin(watch("join", join_many(desk.futures())));
    let (tell, told) = mpsc::channel();
    let (polled, was_polled) = mpsc::channel();
    let task = Waker::from(Arc::new(HeldUp {
        woken: tell.clone(),
        until: Mutex::new(was_polled),
    }));
    let mut cx = Context::from_waker(&task);
    let _ = join.as_mut().poll(&mut cx);
    assert!(desk.has_wakers(), "{}", no_wakers());
    desk.take_polled();
    let (came, seen) = thread::scope(|scope| {
        scope.spawn(|| {
            desk.wake(1);
            let _ = tell.send(Told::WakeHasReturned);
        });
        let came = matches!(told.recv(), Ok(Told::TaskIsWoken));
        let _ = join.as_mut().poll(&mut cx);
        let seen = desk.take_polled();
        drop(polled);
        (came, seen)
    });
    assert!(
        came,
        "{}",
        simple().unwrap_or_else(|| {
            "right on the same thread, wrong on another: B was woken from another thread, and the task was not"
                .to_owned()
        })
    );
    assert!(
        seen.contains(&1),
        "{}",
        simple().unwrap_or_else(|| format!(
            "right when the task polls later, wrong when it polls at once: B was woken from another thread, \
             the task was woken and polled the join before `wake` had returned, and that poll polled {}",
            names(&seen)
        ))
    );
    let lost = race::lost_in();
    assert!(
        lost.is_none(),
        "{}",
        simple().unwrap_or_else(|| format!(
            "right between two polls, wrong during one: B was woken from another thread while the join was \
             polled by a new task, that poll did not poll B, and the task was not woken (in round {} of a \
             race)\n\nA wake may come between any two steps of a poll. So a poll must store the \
             task and take the list of the woken in one step, or in an order that misses no wake.",
            lost.unwrap_or_default()
        ))
    );
}

/// One future often wakes another: it sends a message, or releases a lock. Then the join is in the
/// middle of a poll, and may have polled the other one already.
#[check(seconds = 20)]
fn a_wake_while_the_join_is_polled_is_not_lost() {
    for (how, act) in [
        // First, because only a wake from another thread shows a lock that is held.
        (
            " from another thread",
            Act::WakeOnAThread as fn(usize) -> Act,
        ),
        ("", Act::Wake),
    ] {
        for (first, by, woken) in [(true, 1, 0), (false, 0, 1), (false, 2, 0)] {
            let desk = Desk::new(3);
            let mut join = ByHand::new(watch("join", join_many(desk.futures())));
            if !first {
                waits(&mut join);
                desk.wake(by);
            }
            desk.at_next_poll(by, act(woken));
            // Another task: the wake must not go to the one of the poll before.
            join.change_waker();
            desk.take_polled();
            waits(&mut join);
            let polled = desk.take_polled();
            let wakes = join.wakes();
            waits(&mut join);
            let in_the_next = desk.polls_of(woken);
            let before = join.wakes();
            desk.wake(woken);
            let is_told_again = join.wakes() > before;

            let (who, name) = (names(&[by]), names(&[woken]));
            let story =
                format!("while the join was polled, {who} was polled, and that woke {name}{how}");
            if let Some(hindrance) = desk.hindrance("poll", &story) {
                panic!("{hindrance}");
            }
            assert!(
                polled.contains(&by),
                "{}",
                simple().unwrap_or_else(|| format!(
                    "the join has not polled {who}, which {}",
                    if first {
                        "had not been polled yet"
                    } else {
                        "was woken"
                    }
                ))
            );
            let turn = |of| polled.iter().position(|one| *one == of);
            let is_answered = turn(by) < turn(woken);
            assert!(
                polled.iter().filter(|one| **one == woken).count() <= 1,
                "{name} was polled twice in one poll of the join: {story}. A poll polls each \
                 future once; the next poll answers the wake"
            );
            // One that had not been polled yet may be polled later in this poll, or in the next.
            if !is_answered {
                assert!(
                    wakes > 0,
                    "{}",
                    simple().unwrap_or_else(|| format!(
                        "right between two polls, wrong during one: {story}; that poll did not poll {name} \
                         again, and the task was not woken"
                    ))
                );
                assert!(
                    in_the_next == 1,
                    "{}",
                    simple().unwrap_or_else(|| format!(
                        "right between two polls, wrong during one: {story}, and the next poll of the join \
                         {}",
                        match in_the_next {
                            0 => format!("did not poll {name}"),
                            more => format!("polled {name} {}, instead of once", times(more)),
                        }
                    ))
                );
            }
            assert!(
                is_told_again,
                "{}",
                simple().unwrap_or_else(|| format!(
                    "the task was woken for the first wake of {name} and not for a later one: {story}; the \
                     join was polled once more, and then {name} was woken again"
                ))
            );
        }
    }
}

/// What a future holds is dropped with it, and a sender that is dropped wakes its receiver. Such a wake
/// is a wake like any other.
#[check(seconds = 20)]
fn one_that_is_dropped_may_wake_another() {
    for over in [0, 2] {
        let desk = Desk::new(3);
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        waits(&mut join);
        desk.answer(over);
        desk.at_drop(over, Act::WakeOnAThread(1));
        join.change_waker();
        desk.take_polled();
        waits(&mut join);
        assert!(
            !desk.not_over().contains(&over),
            "{}",
            simple().unwrap_or_else(|| format!(
                "{} was woken and could be ready, and the next poll of the join has not polled it",
                names(&[over])
            ))
        );
        // The header leaves open when the join drops it.
        if desk.is_to_be_dropped(over) {
            continue;
        }
        let in_this_poll = desk.polls_of(1);
        let wakes = join.wakes();
        waits(&mut join);
        let in_the_next = desk.polls_of(1);

        let over = names(&[over]);
        let story = format!(
            "{over} was ready and was dropped while the join was polled, and its drop woke B from \
             another thread"
        );
        if let Some(hindrance) = desk.hindrance("poll", &story) {
            panic!("{hindrance}");
        }
        assert!(
            in_this_poll == 1 || wakes > 0,
            "{}",
            simple().unwrap_or_else(|| format!(
                "right between two polls, wrong during one: {story}; B was not polled after that, and the \
                 task was not woken"
            ))
        );
        assert!(
            in_this_poll + in_the_next == 1,
            "{}",
            simple().unwrap_or_else(|| format!(
                "B was polled {} for one wake, instead of once, in that poll of the join and the next: {story}",
                times(in_this_poll + in_the_next)
            ))
        );
    }
    let desk = Desk::new(3);
    let mut join = ByHand::new(watch("join", join_many(desk.futures())));
    waits(&mut join);
    desk.at_drop(0, Act::WakeOnAThread(1));
    desk.at_drop(2, Act::WakeOnAThread(1));
    join.cancel();
    let story = "the join was dropped, and with it A and C, whose drops woke B from another thread";
    if let Some(hindrance) = desk.hindrance("drop", story) {
        panic!("{hindrance}");
    }
}

/// A poll of a future after a wake answers that wake. Then the wake is no reason for another poll.
#[check(seconds = 20)]
fn a_turn_answers_every_wake_before_it() {
    a_wake_within_a_poll_returns();
    for (by, queued) in [(0, &[0, 1][..]), (2, &[1, 2]), (0, &[0]), (2, &[2])] {
        let desk = Desk::new(3);
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        waits(&mut join);
        for &one in queued {
            desk.wake(one);
        }
        desk.at_next_poll(by, Act::Wake(1));
        desk.take_polled();
        waits(&mut join);
        let polled = desk.take_polled();
        waits(&mut join);
        let then = desk.take_polled();

        assert!(
            polled.contains(&1) || then.contains(&1),
            "{}",
            simple().unwrap_or_else(|| format!(
                "right between two polls, wrong during one: {} woke B while it was polled, and neither that \
                 poll of the join nor the next polled B",
                names(&[by])
            ))
        );
        let turn = |of| polled.iter().position(|one| *one == of);
        // If B was polled first, or not in this poll, the next poll has a reason to poll it.
        let Some(_) = turn(1).filter(|of_b| turn(by).is_some_and(|of_by| of_by < *of_b)) else {
            continue;
        };
        assert!(
            !then.contains(&1),
            "{}",
            simple().unwrap_or_else(|| format!(
                "B was polled again without a new wake: in one poll of the join {} was polled, which woke \
                 B{}, and then B was polled; the next poll of the join polled B once more",
                names(&[by]),
                match queued.len() {
                    1 => "",
                    _ => ", which had been woken before too",
                }
            ))
        );
    }
}

/// A long computation wakes itself to let other tasks run: it goes on in the next poll, and not in this
/// one.
#[check(seconds = 20)]
fn one_that_wakes_itself_is_polled_again_in_the_next_poll() {
    const ROUNDS: usize = 4;
    a_wake_within_a_poll_returns();
    let desk = Desk::new(2);
    desk.at_each_poll(0, Act::Wake(0));
    let mut join = ByHand::new(watch("join", join_many(desk.futures())));
    for round in 1..=ROUNDS {
        let before = join.wakes();
        waits(&mut join);
        let polls = desk.polls_of(0);
        assert!(
            polls != 0,
            "{}",
            simple().unwrap_or_else(|| match round {
                1 => "the first poll of the join did not poll A".to_owned(),
                _ => "right when it is woken between two polls, wrong when it wakes itself: A woke itself \
                      while it was polled, and the next poll of the join did not poll it\n\nSuch a \
                      wake comes while the future is being polled. It counts for the next poll, so \
                      the join must not clear it after this one."
                    .to_owned(),
            })
        );
        assert!(
            polls == 1,
            "A was polled {polls} times in one poll of the join, in each of which it woke itself, instead of \
             once"
        );
        assert!(
            join.wakes() > before,
            "A woke itself in poll {round} of the join, and the task was not woken"
        );
    }
}

/// The code that keeps a waker, such as a timer, does not know whether the future or the join still
/// exists. A late call is not an error.
#[check]
fn a_late_wake_does_no_harm() {
    for when in [
        "that future had been ready",
        "the join had been ready",
        "the join had been dropped",
    ] {
        let desk = Desk::new(2);
        let mut join = Some(Box::pin(join_many(desk.futures())));
        let task = CountingWaker::new().waker();
        let mut cx = Context::from_waker(&task);
        let _ = join.as_mut().map(|join| join.as_mut().poll(&mut cx));
        assert!(desk.has_wakers(), "{}", no_wakers());
        desk.answer(0);
        let _ = join.as_mut().map(|join| join.as_mut().poll(&mut cx));
        if when == "the join had been ready" {
            desk.answer(1);
            let _ = join.as_mut().map(|join| join.as_mut().poll(&mut cx));
        }
        if when == "the join had been dropped" {
            join = None;
        }
        let woken = caught(|| {
            desk.wake(0);
            if when != "that future had been ready" {
                desk.wake(1);
            }
        });
        if let Err(panic) = woken {
            late_wake_panicked(when, &panic);
        }
        drop(join);
    }
}

/// A future that is not dropped keeps what it holds: a lock, a connection, a place in a queue.
#[check]
fn dropping_the_join_drops_the_futures() {
    for polls in [1, 0, 2] {
        let probe = DropProbe::new();
        let mut desk = Desk::new(3);
        desk.probe = Some(probe.clone());
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        for _ in 0..polls {
            waits(&mut join);
            desk.answer(0);
        }
        join.cancel();
        let alive = probe.alive();
        assert!(
            alive == 0,
            "{alive} of 3 futures still live after the drop of their join: it had been polled {}{}",
            match polls {
                0 => "never".to_owned(),
                polls => format!("{}, and their wakers are still kept", times(polls)),
            },
            {
                desk.drop_wakers();
                match probe.alive() {
                    0 if polls > 0 => {
                        ". Without the wakers, they were dropped: so a waker owns its future"
                    }
                    _ => "",
                }
            }
        );
        assert!(polls == 0 || desk.has_wakers(), "{}", no_wakers());
    }
}

fn no_wakers() -> String {
    simple()
        .unwrap_or_else(|| "the join was polled, and has not polled each of its futures".to_owned())
}

/// Reports that a late call of a waker has panicked.
#[track_caller]
fn late_wake_panicked(when: &str, panic: &Caught) -> ! {
    panic!(
        "a waker was called after {when}, and the call panicked: {:?}, at {}\n\nThe code that \
         keeps a waker does not know whether the future or the join still exists. A late call is \
         not an error.",
        panic.message, panic.at
    )
}

fn times(n: usize) -> String {
    match n {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        n => format!("{n} times"),
    }
}

/// Polls a join that must not be ready yet.
#[track_caller]
fn waits<F: Future>(join: &mut ByHand<F>) {
    assert!(
        join.poll().is_pending(),
        "the join was ready, though some of its futures were not"
    );
}

/// For a first poll in which no future is ready.
#[track_caller]
fn still_waits(first: Poll<Vec<Output>>, desk: &Desk) -> Option<Vec<Output>> {
    assert!(
        first.is_pending(),
        "none of {} futures was ready, and the join was ready at its first poll",
        desk.count()
    );
    None
}
