//! Checks of bucket.

use std::pin::pin;
use std::time::Duration;

use ch11::bucket::Bucket;
use futures::future::join_all;
use kit::{check, varied};
use tokio::runtime::Handle;
use tokio::time::{Instant, advance};

use crate::call::Call;

/// The level is what time has let in, up to `burst`.
#[check]
async fn it_holds_what_has_flowed_in_and_at_most_burst() {
    let (rate, burst) = (varied(10, 10..=60) as u32, varied(4, 2..=9) as u32);
    for (rate, burst) in [
        (1, 1),
        (rate, burst),
        (4, 10),
        (1_000, 3),
        (1, 500),
        (u32::MAX, 2),
    ] {
        // Two in turn: what one holds says nothing about the other one.
        let buckets = [Bucket::new(rate, burst), Bucket::new(rate, burst)];
        for idle in [0, 1, 300, 3_600] {
            advance(s(idle)).await;
            for bucket in &buckets {
                let got = drain(bucket);
                let expected = match idle {
                    0 => u64::from(burst),
                    _ => u64::from(burst).min(u64::from(rate) * idle),
                };
                assert!(
                    got == expected,
                    "a bucket with `rate` {rate} and `burst` {burst}: after {} it holds {got} instead of {expected}{}",
                    match idle {
                        0 => "`new`".to_owned(),
                        _ => format!("{idle} s, from empty,"),
                    },
                    match idle {
                        0 => "\n\nA new bucket is full: its first `burst` requests need not wait.",
                        _ if got > expected =>
                            "\n\nWhat flows into a full bucket is lost, however long it stays full.",
                        _ => "",
                    }
                );
            }
        }
        let unused = Bucket::new(rate, burst);
        advance(s(3_600)).await;
        let got = drain(&unused);
        assert!(
            got == u64::from(burst),
            "a bucket with `rate` {rate} and `burst` {burst}: an hour after `new`, its first use, it held {got} instead of {burst}{}",
            if got > u64::from(burst) {
                ": when the first token was taken from the full bucket, the hour before filled it again"
            } else {
                ""
            }
        );
    }
}

// Each message has its own idea.
#[check]
async fn tokens_flow_in_evenly() {
    // From another moment than a whole second or millisecond.
    advance(Duration::from_micros(730_300)).await;
    for (rate, burst) in [(10, 10), (10, 40), (20, 3), (1_000, 2_000)] {
        let bucket = Bucket::new(rate, burst);
        assert!(
            bucket.try_take(),
            "`rate` is {rate}, `burst` {burst}: `try_take` took nothing from a new bucket"
        );
        let unasked = Bucket::new(rate, burst);
        drain(&bucket);
        drain(&unasked);
        let token = s(1) / rate;
        for part in [token / 2, token / 2 - token / 10] {
            advance(part).await;
            let early = drain(&bucket);
            assert!(
                early == 0,
                "{rate} a second: before the first {token:?} ended, it held {early}"
            );
        }
        advance(token / 10).await;
        let got = drain(&bucket);
        let alone = drain(&unasked);
        assert!(
            got == 1,
            "{rate} a second: after {token:?}, it held {got} instead of 1, and {alone} if it was not asked before{}",
            match (got, alone) {
                (0, 1) =>
                    "\n\nEach question before that lost the part of a token that had flowed in.",
                _ =>
                    "\n\nTokens flow in all the time, not once a second. A counter that starts again each second lets \
                     twice as many pass around that moment, and none before it.",
            }
        );
        // The remainder of a token counts for the next one.
        for (halves, expected) in [(3, 1), (3, 2), (1, 0), (1, 1), (5, 2), (1, 1)] {
            advance(token * halves / 2).await;
            let (got, expected) = (drain(&bucket), expected.min(u64::from(burst)));
            assert!(
                got == expected,
                "{rate} a second, steps of 3, 3, 1, 1, 5 and 1 half tokens: a step of {halves} brought {got} \
                 instead of {expected}\n\nHalf a token that is not counted now is there when the other half flows in."
            );
        }
    }
}

/// In a second.
const NANOSECONDS: u64 = 1_000_000_000;

/// Time has to be counted to the end: what a division, a rounded wait or a late look leaves over belongs to the
/// next token.
#[check]
async fn no_part_of_a_token_is_lost_over_time() {
    for (rate, burst, step_ms, steps) in [
        (3, 2, 1, 20_000),
        (3, 2, 250, 2_000),
        (7, 2, 77, 5_000),
        (10, 3, 33, 5_000),
        (1_500, 10, 1, 4_000),
        (1, 2, 400, 9_000),
        (30_000_000, 60_000, 1, 10),
    ] {
        let bucket = Bucket::new(rate, burst);
        drain(&bucket);
        let mut taken = 0;
        for _ in 0..steps {
            advance(ms(step_ms)).await;
            taken += drain(&bucket);
        }
        let expected = u64::from(rate) * step_ms * steps / 1_000;
        assert!(
            // One less: the last one may be there a moment later, by the rounding of a float.
            taken == expected || taken + 1 == expected,
            "{}{rate} a second, asked for every {step_ms} ms: {taken} were taken in {} ms instead of {expected}",
            match NANOSECONDS / u64::from(rate) {
                whole if taken > expected && taken == step_ms * steps * 1_000_000 / whole =>
                    format!(
                        "tokens flow in as if each took {whole} ns, and each takes {:.2} ns. The rest of the division is \
                     lost with each token: ",
                        NANOSECONDS as f64 / f64::from(rate)
                    ),
                _ => String::new(),
            },
            step_ms * steps
        );
    }
}

/// The timer rounds each wait up to a whole millisecond. A wait is only as long as its token still needs: if it begins
/// where the last one ended, the roundings add up.
#[check]
async fn take_waits_until_its_token_has_flowed_in() {
    // With room for one token, what flows in during the rounding of a wait is lost, and the waits do come later.
    let (rate, burst) = (varied(10, 4..=60) as u32, varied(3, 2..=9) as u32);
    for (rate, burst, takes) in [
        (1, 2, 20),
        (3, 2, 400),
        (7, 5, 600),
        (rate, burst, 100),
        (300, 2, 600),
        (5_000, 20, 1_000),
    ] {
        for together in [false, true] {
            let bucket = Bucket::new(rate, burst);
            let start = Instant::now();
            let take = async |_| {
                bucket.take().await;
                start.elapsed()
            };
            let mut times = Vec::new();
            if together {
                times = join_all((0..takes).map(take)).await;
            } else {
                for nth in 0..takes {
                    times.push(take(nth).await);
                }
            }
            times.sort();
            let exact = |nth| {
                let waits_for = (nth as u64 + 1).saturating_sub(u64::from(burst));
                Duration::from_nanos(waits_for * 1_000_000_000 / u64::from(rate))
            };
            let last = times[takes - 1].saturating_sub(exact(takes - 1));
            for (nth, at) in times.into_iter().enumerate() {
                let exact = exact(nth);
                let how = if together {
                    "at once"
                } else {
                    "one after the other"
                };
                let late = at.saturating_sub(exact);
                let scene = format!(
                    "`rate` is {rate}, `burst` {burst}; {takes} calls of `take` {how}: call {}",
                    nth + 1
                );
                assert!(
                    at + MICRO >= exact,
                    "{scene} was ready after {at:?}, before its token had flowed in, after {exact:?}\n\n\
                     A token that has not flowed in whole is not there."
                );
                assert!(
                    late <= ms(1) + MICRO,
                    "{scene} was {late:.1?} late, and call {takes} was {last:.1?} late, {}",
                    if nth < burst as usize {
                        "though a new bucket holds the tokens of the first `burst` calls"
                    } else if last > late * 2 {
                        "and more each time, as if each wait began where the last one had ended, and not where \
                         the last token had flowed in"
                    } else {
                        "by about the same, as if each waited for its token and then a little more"
                    }
                );
            }
        }
    }
}

/// A call that looks for a token and takes it may be faster than one that was woken for it. The token belongs to the
/// one that waits.
#[check]
async fn calls_that_wait_get_their_tokens_in_order() {
    for burst in [1, 5] {
        let bucket = Bucket::new(10, burst);
        drain(&bucket);
        let mut queue: Vec<_> = (0..5).map(|_| Call::new(bucket.take())).collect();
        // Made in one order, polled first in another one.
        queue.reverse();
        for call in &mut queue {
            waits(call, "an empty bucket: a `take`").await;
        }
        for nth in 1..=5 {
            advance(ms(101)).await;
            let scene = format!("5 calls of `take` waited, and token {nth} has flowed in");
            assert!(
                !bucket.try_take(),
                "{scene}: `try_take` took it, and the calls that wait were first"
            );
            waits(
                &mut Call::new(bucket.take()),
                &format!("{scene}: a later `take`"),
            )
            .await;
            // The last one is polled first.
            for (place, call) in queue.iter_mut().enumerate().skip(1).rev() {
                waits(call, &format!("{scene}: call {}", nth + place)).await;
            }
            is_ready(&mut queue.remove(0), &format!("{scene}: call {nth}")).await;
        }
        assert!(
            !bucket.try_take(),
            "5 tokens for 5 calls: `try_take` took one more"
        );
        advance(ms(101)).await;
        assert!(
            bucket.try_take(),
            "5 calls of `take` have got their tokens, and 5 later ones were dropped while they waited, so none waits; a \
             token has flowed in, and `try_take` took none{DROPPED}"
        );
    }
}

/// A reservation that is made before the wait is lost if the wait is dropped, and the calls behind it wait for a
/// token that nothing takes.
#[check]
async fn a_take_that_is_dropped_takes_no_token() {
    for (place, woken) in [(0, false), (1, false), (2, false), (0, true), (1, true)] {
        let bucket = Bucket::new(10, 1);
        drain(&bucket);
        let mut queue: Vec<_> = (0..3).map(|_| Call::new(bucket.take())).collect();
        for call in &mut queue {
            waits(call, "an empty bucket: a `take`").await;
        }
        let when = if woken { "after" } else { "before" };
        let scene = format!(
            "3 calls waited, and call {} was dropped {when} a token had flowed in",
            place + 1
        );
        if woken {
            advance(ms(101)).await;
            drop(queue.remove(place));
        } else {
            advance(ms(60)).await;
            drop(queue.remove(place));
            // Whatever the dropped one waited for, another one does now.
            waits(&mut queue[0], &format!("{scene}: the next one")).await;
            advance(ms(41)).await;
        }
        is_ready(&mut queue[0], &format!("{scene}: the next one")).await;
        waits(
            &mut queue[1],
            &format!("{scene}, and the next one has it: the one after it"),
        )
        .await;
        advance(ms(101)).await;
        is_ready(
            &mut queue[1],
            &format!("{scene}; 101 ms later the second token: the last one"),
        )
        .await;
        advance(ms(101)).await;
        assert!(
            bucket.try_take(),
            "{scene}, and no call is left: `try_take` did not take the third token{DROPPED}"
        );
    }
    // Dropped at each of its awaits, and many of them.
    for calls in [1, 2, 1_000] {
        for pendings in 1..=2 {
            let bucket = Bucket::new(10, 1);
            drain(&bucket);
            let dropped = (0..calls).map(|_| kit::cancel::up_to(bucket.take(), pendings));
            let ended = join_all(dropped).await.iter().flatten().count();
            let scene = format!(
                "{calls} calls of `take` began, {ended} got a token, the others were dropped"
            );
            drain(&bucket);
            advance(ms(101)).await;
            let left = drain(&bucket);
            assert!(
                left == 1,
                "{scene}: 101 ms later, {left} tokens could be taken"
            );
            let mut next = Call::new(bucket.take());
            waits(
                &mut next,
                &format!("{scene}; an empty bucket: the next `take`"),
            )
            .await;
            advance(ms(101)).await;
            is_ready(&mut next, &format!("{scene}; 101 ms later the next `take`")).await;
        }
    }
}

/// How much has flowed in can be computed from the time that has passed, whenever it is asked for. Only a call that
/// waits needs a timer: one, for its own token.
#[check]
async fn no_background_work_and_no_polling() {
    let alive = || Handle::current().metrics().num_alive_tasks();
    let before = alive();
    for rate in [1, 4] {
        let bucket = Bucket::new(rate, 3);
        drain(&bucket);
        let start = Instant::now();
        let calls = join_all((0..3).map(async |_| {
            let (mut take, mut polls) = (pin!(bucket.take()), 0);
            let count = |cx: &mut std::task::Context<'_>| {
                polls += 1;
                take.as_mut().poll(cx)
            };
            std::future::poll_fn(count).await;
            (polls, start.elapsed())
        }));
        let spawned = async {
            tokio::time::sleep(ms(10)).await;
            alive() - before
        };
        let (calls, spawned) = tokio::join!(calls, spawned);
        assert!(
            spawned == 0,
            "a bucket has spawned: {spawned} more tasks are alive than before it"
        );
        for (nth, (polls, took)) in calls.into_iter().enumerate() {
            assert!(
                took >= s(1) / rate,
                "{rate} a second, an empty bucket: a `take` was ready after {took:?}"
            );
            assert!(
                polls <= 12,
                "{rate} a second, 3 calls wait: number {} waited for {took:?} and was polled {polls} times",
                nth + 1
            );
        }
    }
}

/// Tasks on several threads share a bucket.
const _: fn() = || {
    fn shared<T: Send + Sync>(_: &T) {}
    fn sent<T: Send>(_: T) {}
    let bucket = Bucket::new(1, 1);
    shared(&bucket);
    sent(bucket.take());
};

const DROPPED: &str = "\n\nA dropped `take` does not wait any more: what it has noted about itself has to be undone in a `Drop`.";

const MICRO: Duration = Duration::from_micros(1);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// How many tokens `try_take` takes until it takes none. At most a million.
fn drain(bucket: &Bucket) -> u64 {
    (0..1_000_000).take_while(|_| bucket.try_take()).count() as u64
}

async fn waits(call: &mut Call<impl Future<Output = ()>>, scene: &str) {
    assert!(call.runs().await.is_none(), "{scene} does not wait");
}

async fn is_ready(call: &mut Call<impl Future<Output = ()>>, scene: &str) {
    assert!(call.runs().await.is_some(), "{scene} still waits");
}
