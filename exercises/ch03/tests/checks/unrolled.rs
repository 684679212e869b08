//! Checks of unrolled.

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use ch03::unrolled::total;
use kit::{ByHand, CountingWaker, caught, check, watch};
use tokio::task::coop::poll_proceed;

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "unrolled/cause.rs"]
mod cause;
#[path = "unrolled/order.rs"]
mod order;

use cause::{ON_IN_THIS_POLL, PRICE, RUNS, SELF_WAKE, STARTS, simple};
use order::{Event, Seen, Step, Which, address, order};

/// The result is the price times the rate, for any two numbers.
#[check]
fn it_is_ready_with_the_price_times_the_rate() {
    let mut right = None;
    for (price, rate) in [
        ((6, 1), (7, 1)),
        ((5, 3), (3, 2)),
        ((0, 1), (9, 2)),
        ((4, 2), (0, 1)),
        // Either number may need more than 32 bits, and the product more than a float holds exactly.
        ((5_000_000_001, 1), (3_000_000_001, 2)),
        ((3, 1), (5_000_000_001, 2)),
    ] {
        let seen = Seen::default();
        let mut total = ByHand::new(watch("Total", order(&seen, price, rate)));
        let polls = price.1 + rate.1 - 1;
        let ready = (0..polls).find_map(|_| match total.poll() {
            Poll::Ready(total) => Some(total),
            Poll::Pending => None,
        });
        let contrast = right.map_or_else(String::new, |(before, by): (u64, u64)| {
            format!(
                "right for {before} times {by}, wrong for {} times {}: ",
                price.0, rate.0
            )
        });
        right = Some((price.0, rate.0));
        let story = format!(
            "the price, {}, is ready at its poll {}, and the rate, {}, at its poll {}",
            price.0, price.1, rate.0, rate.1
        );
        let Some(came) = ready else {
            panic!(
                "{}",
                simple().unwrap_or_else(|| format!(
                    "{contrast}still Pending after {polls} {}: {story}{}",
                    if polls == 1 { "poll" } else { "polls" },
                    seen.story()
                ))
            );
        };
        assert!(
            came == price.0 * rate.0,
            "{}",
            simple().unwrap_or_else(|| format!(
                "{contrast}ready with {came} instead of {}: {story}{}{}",
                price.0 * rate.0,
                seen.story(),
                if came == rate.0 {
                    format!("\n\n{PRICE}")
                } else {
                    String::new()
                }
            ))
        );
        assert!(
            seen.count(Event::Asked(price.0)) == 1,
            "{contrast}ready without a call of `rate_for`: {story}{}",
            seen.story()
        );
    }
}

/// A shop has many orders at the same time. Each order keeps its own price, where no other order
/// overwrites it.
#[check]
fn two_orders_do_not_mix() {
    // First, because what follows could disturb it.
    let alone = simple();
    let seen: [Seen; 2] = Default::default();
    let mut one = pin!(order(&seen[0], (6, 1), (7, 3)));
    let mut other = pin!(order(&seen[1], (5, 2), (3, 2)));
    // One task for both, as with a join: the waker does not tell which of the two it belongs to.
    let task = CountingWaker::new().waker();
    let mut cx = Context::from_waker(&task);
    let mut polls = 0;
    let came = loop {
        polls += 1;
        let came = [one.as_mut().poll(&mut cx), other.as_mut().poll(&mut cx)];
        if came.iter().any(Poll::is_ready) || polls == 3 {
            break came;
        }
    };
    assert!(
        came == [Poll::Ready(42), Poll::Ready(15)],
        "{}",
        alone.unwrap_or_else(|| format!(
            "right alone, wrong beside another one: {}one task polled two orders alternately, of 6 \
             times 7 and of 5 times 3; at their poll {polls} they were {:?} and {:?}, instead of \
             both ready at poll 3 with 42 and 15",
            match came {
                [Poll::Ready(35), _] =>
                    "the first order took its own rate, 7, times the price of the second, 5; ",
                [_, Poll::Ready(18)] =>
                    "the second order took its own rate, 3, times the price of the first, 6; ",
                _ => "",
            },
            came[0],
            came[1]
        ))
    );
}

/// A future that is never polled does nothing: it sends no request.
#[check]
fn nothing_runs_before_the_first_poll() {
    let seen = Seen::default();
    let total = order(&seen, (6, 2), (7, 2));
    let by_call = seen.story();
    let _ = ByHand::new(total).poll();
    assert!(
        by_call.is_empty(),
        "`total` itself ran something, before its first poll:{by_call}\n\n{STARTS}"
    );
    assert!(
        seen.count(Event::Polled(Which::Price)) > 0,
        "{}",
        not_polled("the price's", 1, &seen)
    );
}

/// The end of the price, the call of `rate_for` and the first poll of its future belong to one poll of
/// `Total`.
#[check]
fn the_rate_is_asked_for_in_the_poll_that_brings_the_price() {
    for price_at in [2, 1, 3] {
        let seen = Seen::default();
        let mut total = ByHand::new(watch("Total", order(&seen, (6, price_at), (7, 2))));
        for poll in 1..=price_at {
            let _ = total.poll();
            let asked = seen.asked();
            if poll < price_at {
                assert!(
                    asked.is_empty(),
                    "{}",
                    simple().unwrap_or_else(|| format!(
                        "`rate_for` was called in poll {poll}, before the price was ready in poll \
                         {price_at}{}",
                        seen.story()
                    ))
                );
                continue;
            }
            assert!(
                asked == [6],
                "{}",
                simple().unwrap_or_else(|| format!(
                    "{} in poll {poll}, in which the price, 6, was ready{}\n\n{ON_IN_THIS_POLL}",
                    match asked.as_slice() {
                        [] => "`rate_for` was not called".to_owned(),
                        asked => format!("`rate_for` was called with {asked:?}, instead of once with 6,"),
                    },
                    seen.story()
                ))
            );
            assert!(
                seen.count(Event::Polled(Which::Rate)) > 0,
                "{}",
                simple().unwrap_or_else(|| format!(
                    "`rate_for` was called in the poll in which the price was ready, but the rate's future was \
                     not polled in it{}\n\n{ON_IN_THIS_POLL}",
                    seen.story()
                ))
            );
        }
    }
}

/// What a future holds, such as a connection, is free when the future is dropped. An await drops its
/// future before the next line runs.
#[check]
fn a_future_that_was_ready_is_dropped_at_once() {
    for (price_at, rate_at) in [(2, 2), (1, 1)] {
        let seen = Seen::default();
        let mut total = Box::pin(order(&seen, (6, price_at), (7, rate_at)));
        let polls = price_at + rate_at - 1;
        let waker = CountingWaker::new().waker();
        let mut cx = Context::from_waker(&waker);
        let is_over = (0..polls).any(|_| total.as_mut().poll(&mut cx).is_ready());
        let events = seen.events.borrow().clone();
        let at = |event| events.iter().position(|one| *one == event);
        let Some(asked) = at(Event::Asked(6)) else {
            panic!(
                "{}",
                simple().unwrap_or_else(|| format!(
                    "`rate_for` was not called with the price{}",
                    seen.story()
                ))
            );
        };
        let price_dropped = at(Event::Dropped(Which::Price));
        assert!(
            price_dropped.is_some_and(|dropped| dropped < asked),
            "the price's future was still alive when `rate_for` was called{}",
            seen.story()
        );
        assert!(
            is_over,
            "{}",
            simple().unwrap_or_else(|| format!(
                "still Pending after {polls} {}: the price is ready at its poll {price_at}, the rate at its \
                 poll {rate_at}{}",
                if polls == 1 { "poll" } else { "polls" },
                seen.story()
            ))
        );
        assert!(
            at(Event::Dropped(Which::Rate)).is_some(),
            "the rate's future is still alive after the poll that returned the result{}",
            seen.story()
        );
    }
}

/// Each poll of `Total` polls the future that it waits for, once. A future that was ready is not polled
/// again.
#[check]
fn what_waits_is_polled_once_a_poll() {
    for (price_at, rate_at) in [(3, 3), (1, 2), (2, 1), (1, 1)] {
        let seen = Seen::default();
        let mut total = ByHand::new(watch("Total", order(&seen, (6, price_at), (7, rate_at))));
        for poll in 1..price_at + rate_at {
            let is_over = total.poll().is_ready();
            for (which, name, wanted) in [
                (Which::Price, "the price's", poll.min(price_at)),
                (
                    Which::Rate,
                    "the rate's",
                    (poll + 1).saturating_sub(price_at),
                ),
            ] {
                let came = seen.count(Event::Polled(which));
                let ready_at = if which == Which::Price {
                    price_at
                } else {
                    rate_at
                };
                assert!(
                    came == wanted,
                    "{}",
                    simple().unwrap_or_else(|| format!(
                        "{}{name} future had been polled {} after poll {poll} of `Total`, instead \
                         of {}: the price is ready at its poll {price_at}, the rate at its poll \
                         {rate_at}{}\n\n{RUNS}",
                        match came > ready_at {
                            true => "polled again after it was ready: ",
                            false => "",
                        },
                        times(came),
                        times(wanted),
                        seen.story()
                    ))
                );
            }
            if is_over {
                break;
            }
        }
    }
}

/// A task of tokio has a budget. When it is used up, tokio's own channels and sockets return
/// Pending and wake the task, so that other tasks run in between. An await need not use the budget:
/// if the awaited future should, it does so itself (`tokio::task::coop`).
#[check]
async fn each_poll_is_passed_on_even_without_a_budget() {
    const MOST_STEPS: usize = 10_000;
    // While there is a budget.
    let mut alone = simple();
    let seen = Seen::default();
    let mut total = ByHand::new(watch("Total", order(&seen, (6, 2), (7, 2))));
    poll_fn(|_| {
        let unused = CountingWaker::new().waker();
        let mut cx = Context::from_waker(&unused);
        for _ in 0..MOST_STEPS {
            match poll_proceed(&mut cx) {
                Poll::Ready(step) => step.made_progress(),
                Poll::Pending => break,
            }
        }
        for (poll, name, which) in [(1, "price's", Which::Price), (2, "rate's", Which::Rate)] {
            let is_over = total.poll().is_ready();
            assert!(
                seen.count(Event::Polled(which)) > 0,
                "{}",
                alone.take().unwrap_or_else(|| format!(
                    "right with tokio's budget, wrong when it is used up: poll {poll} did not poll the {name} \
                     future{}",
                    seen.story()
                ))
            );
            if is_over {
                break;
            }
        }
        Poll::Ready(())
    })
    .await;
    assert!(
        total.wakes() == 0,
        "{}",
        alone.unwrap_or_else(|| format!(
            "right with tokio's budget, wrong when it is used up: a poll woke the task, though \
             neither inner future had called its waker{}",
            seen.story()
        ))
    );
}

/// The waker tells which task waits now. `Total` passes it on to the future that it waits for.
#[check]
fn what_waits_gets_the_waker_of_each_poll() {
    let seen = Seen::default();
    let mut total = pin!(order(&seen, (6, 3), (7, 4)));
    let wakers: Vec<Waker> = (0..2).map(|_| CountingWaker::new().waker()).collect();
    for poll in 0..5 {
        let waker = &wakers[poll % 2];
        let is_over = total
            .as_mut()
            .poll(&mut Context::from_waker(waker))
            .is_ready();
        let (which, name) = match poll {
            0..2 => (Which::Price, "the price's"),
            _ => (Which::Rate, "the rate's"),
        };
        let Some((got, _)) = seen.last(which) else {
            panic!("{}", not_polled(name, poll + 1, &seen));
        };
        assert!(
            got == waker.data(),
            "{}",
            wrong_waker(poll, wakers.iter().any(|other| other.data() == got))
        );
        if is_over {
            break;
        }
    }
}

/// Tells which future got which waker, in a poll counted from 0. The first three poll the price's
/// future, and the third polls the rate's for the first time.
fn wrong_waker(poll: usize, of_an_earlier_poll: bool) -> String {
    let got = match of_an_earlier_poll {
        true => "the waker of an earlier poll",
        false => "a waker that no poll of `Total` brought",
    };
    let contrast = match poll {
        0 => "the price's future got another waker than the first poll brought",
        1 => {
            "the price's future got the right waker in its first poll, and another waker in its second"
        }
        2 => {
            "the price's future got the right waker in polls 1 and 2, the rate's future got another waker in its \
             first poll"
        }
        3 => {
            "the rate's future got the right waker in its first poll, and another waker in its second"
        }
        _ => "the rate's future got the right waker twice, and then another waker",
    };
    format!("{contrast}: {got}")
}

/// What the inner futures wait for calls the waker. `Total` does not.
#[check]
fn it_calls_no_waker_itself() {
    let seen = Seen::default();
    let mut total = ByHand::new(watch("Total", order(&seen, (6, 2), (7, 3))));
    for poll in 1..=4 {
        let is_over = total.poll().is_ready();
        assert!(
            total.wakes() == 0,
            "poll {poll} woke the task, though neither inner future had called its \
             waker{}\n\n{SELF_WAKE}",
            seen.story()
        );
        assert!(
            seen.count(Event::Polled(Which::Price)) > 0,
            "{}",
            not_polled("the price's", poll, &seen)
        );
        if is_over {
            break;
        }
    }
}

/// An enum is about as large as its largest variant, because it is only one of them at a time. So an
/// async function need not be as large as all of its variables together.
#[check]
fn it_keeps_only_what_it_still_needs() {
    look::<100, 0, 0>();
    look::<0, 100, 0>();
    look::<0, 0, 100>();
    look::<100, 0, 100>();
    look::<0, 100, 100>();
    look::<100, 100, 100>();
    look::<0, 0, 0>();
    // So large that an answer may choose a Box for it.
    look::<4_000, 0, 0>();
    look::<0, 0, 4_000>();
}

/// With so many words in the price's future, in `rate_for` and in the rate's future.
fn look<const A: usize, const M: usize, const B: usize>() {
    let seen = Seen::default();
    let price = Step::<A>::new(&seen, Which::Price, (6, 2));
    let (words, within) = ([7_u64; M], &seen);
    let rate_for = move |_| Step::<B>::new(within, Which::Rate, (words.iter().sum(), 2));
    let (a, m, b) = (
        size_of_val(&price),
        size_of_val(&rate_for),
        size_of::<Step<'_, B>>(),
    );
    let mut total = pin!(total(price, rate_for));
    let (start, size) = (address(&*total), size_of_val(&*total));
    let waker = CountingWaker::new().waker();
    for (which, name, length) in [
        (Which::Price, "the price's", a),
        (Which::Rate, "the rate's", b),
    ] {
        let is_over = total
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_ready();
        let Some((_, place)) = seen.last(which) else {
            panic!(
                "{}",
                simple().unwrap_or_else(|| format!(
                    "{name} future was not polled in a poll in which it waited{}\n\n{RUNS}",
                    seen.story()
                ))
            );
        };
        assert!(
            start <= place && place + length <= start + size,
            "{}",
            simple().unwrap_or_else(|| format!(
                "{name} future was outside of `Total` when it was polled: `Total` has {size} \
                 bytes, and that future {length}\n\nA variant of an enum can hold the future, so \
                 no Box is needed: a pinned future stays in its variant until it is dropped."
            ))
        );
        if is_over {
            break;
        }
    }
    let needed = (a + m).max(b + 8);
    let allowed = needed + 32;
    assert!(
        size <= allowed,
        "`Total` has {size} bytes, and {allowed} are allowed{}. The price's future has {a}, `rate_for` {m} and the \
         rate's future {b}: first the price's future and `rate_for` are needed, then the rate's future and \
         the price",
        match (A, M, B) {
            (100 | 4_000, _, 0) if size >= 2 * a => ": room for the price's future twice",
            (0, 100, 100) if size >= m + b => ": room for `rate_for` beside the rate's future",
            _ if size >= a + m + b => ": room for both futures at the same time",
            _ => "",
        }
    );
}

fn not_polled(name: &str, poll: usize, seen: &Seen) -> String {
    simple().unwrap_or_else(|| {
        format!(
            "poll {poll} did not poll {name} future{}\n\n{RUNS}",
            seen.story()
        )
    })
}

fn times(polls: usize) -> String {
    match polls {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        polls => format!("{polls} times"),
    }
}

/// After its result there is nothing left to wait for. A panic shows the mistake where it was made.
#[check]
fn polled_again_after_it_was_ready_it_panics() {
    let seen = Seen::default();
    let mut total = Box::pin(order(&seen, (6, 1), (7, 2)));
    let waker = CountingWaker::new().waker();
    let mut cx = Context::from_waker(&waker);
    let ready = (0..2).any(|_| total.as_mut().poll(&mut cx).is_ready());
    assert!(
        ready,
        "{}",
        simple().unwrap_or_else(|| format!("still Pending after 2 polls{}", seen.story()))
    );
    for times in ["once", "twice"] {
        let again = caught(|| total.as_mut().poll(&mut cx));
        let cause = match again {
            Err(_) => continue,
            Ok(Poll::Pending) => "Pending instead of a panic".to_owned(),
            Ok(Poll::Ready(total)) => {
                format!("ready a second time, with {total}, instead of a panic")
            }
        };
        panic!(
            "{cause}: it had been ready with its result, and was polled {times} more{}",
            seen.story()
        );
    }
}
