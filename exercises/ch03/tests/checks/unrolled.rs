//! Checks of unrolled.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use ch03::unrolled::total;
use kit::{ByHand, CountingWaker, check, watch};
use tokio::task::coop::poll_proceed;

// By its path: the solution's tests take this file in from elsewhere.
#[path = "unrolled/order.rs"]
mod order;

use order::{Event, Seen, Step, Which, address, order};

/// The price is used again after the second await, so it has to survive that one. A price of 0 is a
/// price.
#[check]
fn it_is_ready_with_the_price_times_the_rate() {
    for (price, rate) in [
        ((6, 1), (7, 1)),
        ((5, 3), (3, 2)),
        ((0, 1), (9, 2)),
        ((4, 2), (0, 1)),
        // Either of them may be larger than 32 bits, and the product than a float can tell exactly.
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
        let story = format!(
            "the price, {}, is ready at its poll {}, and the rate, {}, at its poll {}",
            price.0, price.1, rate.0, rate.1
        );
        let Some(came) = ready else {
            panic!(
                "{story}: it was polled {}, and is not ready{}",
                times(polls),
                seen.story()
            );
        };
        assert!(
            came == price.0 * rate.0,
            "{story}: it should be ready with {}, and is ready with {came}{}",
            price.0 * rate.0,
            seen.story()
        );
        assert!(
            seen.count(Event::Asked(price.0)) == 1,
            "{story}: it was ready without having called `rate_for` with the price{}",
            seen.story()
        );
    }
}

/// A shop has many orders at the same time. What one of them waits for with its price in hand is no
/// business of the others.
#[check]
fn two_orders_do_not_mix() {
    let seen: [Seen; 2] = Default::default();
    let mut one = pin!(order(&seen[0], (6, 1), (7, 3)));
    let mut other = pin!(order(&seen[1], (5, 2), (3, 2)));
    // One task for both, as with a join: the waker tells nobody whose price it is.
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
        "one task polled two orders in turns, of 6 times 7 and of 5 times 3. Both should be ready \
         in their third poll, with 42 and 15. When each had been polled {} they were {:?} and \
         {:?}: does each keep its own price?",
        times(polls),
        came[0],
        came[1]
    );
}

/// A future that is never polled costs nothing: no request goes out for it.
#[check]
fn nothing_runs_before_the_first_poll() {
    let seen = Seen::default();
    let total = order(&seen, (6, 2), (7, 2));
    let by_call = seen.story();
    let _ = ByHand::new(total).poll();
    assert!(
        by_call.is_empty(),
        "`total` was called and its future was not polled, but something ran already:{by_call}"
    );
    assert!(
        seen.count(Event::Polled(Which::Price)) > 0,
        "nothing ran when `total` was called, and its first poll did not poll the price's future either"
    );
}

/// When the price is there, nobody will wake the task for the price again. Whoever stops before the
/// rate's future was polled stops without having asked anybody for a wake.
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
                    "`rate_for` was called in poll {poll}; the price is ready in poll {price_at}{}",
                    seen.story()
                );
                continue;
            }
            assert!(
                asked == [6],
                "the price, 6, was ready in poll {poll}. In that poll `rate_for` should be called once, \
                 with the price; {}{}",
                match asked.as_slice() {
                    [] => "it was not called".to_owned(),
                    asked => format!("it was called with {asked:?}"),
                },
                seen.story()
            );
            assert!(
                seen.count(Event::Polled(Which::Rate)) > 0,
                "the price was ready in poll {poll} and `rate_for` was called, but its future was not \
                 polled in that poll: it has started nothing yet, and nobody is going to wake the task{}",
                seen.story()
            );
        }
    }
}

/// What a future holds, such as a connection, is free as soon as the future is dropped. An await drops
/// what it awaited before the next line runs.
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
            panic!("`rate_for` was not called with the price{}", seen.story());
        };
        let price_dropped = at(Event::Dropped(Which::Price));
        assert!(
            price_dropped.is_some_and(|dropped| dropped < asked),
            "`rate_for` was called while the price's future still lived: that one was ready, and is to \
             be dropped before anything else happens{}",
            seen.story()
        );
        assert!(
            is_over,
            "the price is ready at its poll {price_at}, the rate at its poll {rate_at}. It was polled \
             {}, and is not ready{}",
            times(polls),
            seen.story()
        );
        assert!(
            at(Event::Dropped(Which::Rate)).is_some(),
            "it was ready with its result, and that poll has returned; the rate's future still lives, in \
             a `Total` that is over{}",
            seen.story()
        );
    }
}

/// Each poll of yours is one poll of what waits. A future that was ready is spent.
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
                    "the price is ready at its poll {price_at}, the rate at its poll {rate_at}. After \
                     poll {poll} of the whole, {name} future should have been polled {}, and was polled \
                     {}{}{}",
                    times(wanted),
                    times(came),
                    match came > ready_at {
                        true => ": it had been ready, and was polled again",
                        false => "",
                    },
                    seen.story()
                );
            }
            if is_over {
                break;
            }
        }
    }
}

/// A task of tokio has a budget: after so many steps, tokio's own channels and sockets say Pending
/// and wake, so that other tasks have their turn. Asking for that is the business of whoever is
/// awaited, and not of an await.
#[check]
async fn each_poll_is_passed_on_whatever_the_task_has_spent() {
    const MOST_STEPS: usize = 10_000;
    let seen = Seen::default();
    let mut total = ByHand::new(watch("Total", order(&seen, (6, 2), (7, 2))));
    poll_fn(|_| {
        let nobody = CountingWaker::new().waker();
        let mut cx = Context::from_waker(&nobody);
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
                "in a task that had spent its budget of tokio, poll {poll} did not poll the {name} \
                 future; each poll is passed on to what waits, and that may itself ask for the \
                 budget (`tokio::task::coop`){}",
                seen.story()
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
        "in a task that had spent its budget of tokio a poll woke the task, though none of the \
         futures within has called a waker{}",
        seen.story()
    );
}

/// The waker says which task waits now, and what waits must hand it on.
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
            panic!(
                "{name} future was not polled in poll {}{}",
                poll + 1,
                seen.story()
            );
        };
        assert!(
            got == waker.data(),
            "poll {} brought a waker, and {name} future got another one{}",
            poll + 1,
            match wakers.iter().any(|other| other.data() == got) {
                true => ", of an earlier poll: the task may be another one by now",
                false => "",
            }
        );
        if is_over {
            break;
        }
    }
}

/// Whoever the futures wait for wakes the task. To wake it oneself is to have it polled for nothing.
#[check]
fn it_calls_no_waker_itself() {
    let seen = Seen::default();
    let mut total = ByHand::new(watch("Total", order(&seen, (6, 2), (7, 3))));
    for poll in 1..=4 {
        let is_over = total.poll().is_ready();
        assert!(
            total.wakes() == 0,
            "poll {poll} woke the task, though none of the futures within has called a waker{}",
            seen.story()
        );
        assert!(
            seen.count(Event::Polled(Which::Price)) > 0,
            "poll {poll} woke nobody, but the price's future was not polled either"
        );
        if is_over {
            break;
        }
    }
}

/// An enum is as large as its largest variant, because it is one of them at a time. That is why an
/// async function is not as large as all of its variables together.
#[check]
fn it_keeps_only_what_it_still_needs() {
    look::<100, 0, 0>();
    look::<0, 100, 0>();
    look::<0, 0, 100>();
    look::<100, 0, 100>();
    look::<0, 100, 100>();
    look::<100, 100, 100>();
    look::<0, 0, 0>();
    // As large as a future may be before somebody thinks of a Box for it.
    look::<4_000, 0, 0>();
    look::<0, 0, 4_000>();
}

/// With so many words in price's future, in `rate_for` and in rate's future.
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
                "{name} future was not polled in a poll that should do that, so that nothing tells \
                 where it lies{}",
                seen.story()
            );
        };
        assert!(
            start <= place && place + length <= start + size,
            "{name} future was not inside of `Total` when it was polled: it was put somewhere else, as \
             into a Box"
        );
        if is_over {
            break;
        }
    }
    let needed = (a + m).max(b + 8);
    let allowed = needed + 32;
    assert!(
        size <= allowed,
        "price's future has {a} bytes, `rate_for` {m}, and rate's future {b}. At the first await price's \
         future and `rate_for` are needed, at the second one rate's future and the price. `Total` has \
         {size} bytes, and {allowed} were allowed: {}",
        match (A, M, B) {
            (100 | 4_000, _, 0) if size >= 2 * a => "there is room for price's future twice",
            (0, 100, 100) =>
                "there is room for `rate_for` beside rate's future, though it is called and gone by then",
            _ if size >= a + m + b =>
                "there is room for both futures at the same time, and one is over before the other begins",
            _ => "what else does it keep?",
        }
    );
}

fn times(polls: usize) -> String {
    match polls {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        polls => format!("{polls} times"),
    }
}

/// There is nothing left to wait for. To be ready again would be a second result, and to wait would be
/// for ever: a panic tells who has made the mistake.
#[check]
fn polled_again_after_it_was_ready_it_panics() {
    let seen = Seen::default();
    let mut total = Box::pin(order(&seen, (6, 1), (7, 2)));
    let waker = CountingWaker::new().waker();
    let mut cx = Context::from_waker(&waker);
    let ready = (0..2).any(|_| total.as_mut().poll(&mut cx).is_ready());
    assert!(ready, "it is not ready after 2 polls{}", seen.story());
    for times in ["once", "twice"] {
        let again = catch_unwind(AssertUnwindSafe(|| total.as_mut().poll(&mut cx)));
        let cause = match again {
            Err(_) => continue,
            Ok(Poll::Pending) => "it is Pending, so whoever awaits it waits for ever".to_owned(),
            Ok(Poll::Ready(total)) => format!("it is ready a second time, with {total}"),
        };
        panic!(
            "it was ready with its result, and was polled {times} more. It should panic; {cause}{}",
            seen.story()
        );
    }
}
