//! Checks of retry.

use std::time::Duration;

use ch11::retry::{Budget, Failure, Policy, retry};
use futures::future::join_all;
use kit::{Gauge, check, varied, virtual_ms};
use tokio::time::{advance, sleep};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "retry/run.rs"]
mod run;

use run::{Answer, count, fails, in_ms, left, ms, plenty, policy, run};

use Failure::{Busy, Permanent, Temporary};

// Another attempt makes sense only after a failure that can pass, and a wait only before another attempt.
#[check]
async fn it_ends_at_a_success_a_permanent_failure_or_the_last_attempt() {
    for attempts in [1, 2, 3, 10, 50] {
        for last in [1, 2, 3, 10, 50, 51] {
            for permanent in [false, true] {
                let policy = policy(attempts, 100, 1_000);
                let run = run(
                    &policy,
                    &plenty(),
                    |wait| wait,
                    10,
                    |number| match (number < last, permanent) {
                        (true, _) => Err(Temporary(number)),
                        (false, true) => Err(Permanent(number)),
                        (false, false) => Ok(number),
                    },
                )
                .await;
                let end = if permanent {
                    "fails permanently"
                } else {
                    "succeeds"
                };
                let made = last.min(attempts);
                let allowed = count(attempts, "attempt is", "attempts are");
                let scene = match made < last {
                    true => format!("{allowed} allowed, and all fail for now"),
                    false => format!("{allowed} allowed, and attempt {last} {end}"),
                };
                let numbers: Vec<_> = (1..=made).collect();
                assert!(
                    run.numbers == numbers,
                    "{scene}: `attempt` was called with {:?}, and {numbers:?} was wanted{}",
                    run.numbers,
                    match run.numbers.len() > numbers.len() {
                        true if permanent && made == last => {
                            "\n\nA permanent failure would only repeat itself. It ends the call."
                        }
                        true if made == attempts => {
                            "\n\nThe first attempt counts too: `attempts` is one more than the retries."
                        }
                        _ => "",
                    }
                );
                let expected = if made < last || permanent {
                    Err(made)
                } else {
                    Ok(made)
                };
                assert!(
                    run.result == expected,
                    "{scene}: `retry` returned {:?} instead of {expected:?}, the result of the last attempt{}",
                    run.result,
                    match run.result {
                        Err(number) if number < made =>
                            format!("; it is the error of attempt {number}"),
                        _ => String::new(),
                    }
                );
                let waited = run.returned - run.ended();
                assert!(
                    waited == 0,
                    "{scene}: after the last attempt, `retry` waited {waited} ms before it returned\n\n\
                     A wait makes sense only if another attempt follows it."
                );
            }
        }
    }
}

/// Clients that fail together retry together, unless chance tells their waits apart. The back-off is the range of
/// that chance; it doubles, up to `most`, whatever the last wait was.
#[check]
async fn the_back_off_doubles_and_jitter_makes_the_wait_of_it() {
    type Jitter = fn(Duration) -> Duration;
    let jitters: [(&str, Jitter); 4] = [
        ("all", |wait| wait),
        ("a quarter", |wait| wait / 4),
        ("none", |_| Duration::ZERO),
        ("1 ms", |_| ms(1)),
    ];
    // A quarter of each is a whole number of milliseconds.
    let (first, most) = (4 * varied(25, 15..=60), 4 * varied(400, 250..=600));
    for (first, most, attempts) in [
        (first, most, 8),
        (8, 100, 12),
        (1_000, 1_000, 4),
        (5_000, 400, 4),
        (1, 3_000, 200),
        (0, 1_000, 5),
    ] {
        for (kind, jitter) in jitters {
            for takes in [0, 30] {
                let policy = policy(attempts, first, most);
                let mut back_offs = Vec::new();
                let jitter = |wait: Duration| {
                    back_offs.push(wait);
                    jitter(wait)
                };
                let run = run(&policy, &plenty(), jitter, takes, fails).await;
                let scene = format!(
                    "`first` {first} ms, `most` {most} ms, and `jitter` returns {kind}{}",
                    if kind.ends_with("ms") {
                        ""
                    } else {
                        " of the back-off"
                    }
                );
                let expected: Vec<_> = (0..attempts - 1)
                    .map(|nth| ms(most.min(first.saturating_mul(1 << nth.min(40)))))
                    .collect();
                let differs =
                    (0..expected.len()).find(|nth| back_offs.get(*nth) != expected.get(*nth));
                let wait = |back_off: Duration| {
                    let jitter = jitters.iter().find(|it| it.0 == kind);
                    jitter.expect("it is one of them").1(back_off)
                };
                if let Some(nth) = differs {
                    let Some(got) = back_offs.get(nth) else {
                        panic!(
                            "{scene}: `jitter` was called for {nth} of {} waits; attempt {} came {} ms after attempt {} \
                             had failed, without a call",
                            expected.len(),
                            nth + 2,
                            run.wait(nth),
                            nth + 1
                        );
                    };
                    let before = nth.checked_sub(1).map(|before| expected[before]);
                    panic!(
                        "{scene}: before attempt {} it was called with {} instead of {}{}",
                        nth + 2,
                        in_ms(*got),
                        in_ms(expected[nth]),
                        match before {
                            _ if *got > ms(most) => ": the back-off is more than `most`".to_owned(),
                            Some(before) if *got == wait(before) * 2 => format!(
                                ": twice the last wait ({}), and not twice the last back-off ({})",
                                in_ms(wait(before)),
                                in_ms(before)
                            ),
                            _ => String::new(),
                        }
                    );
                }
                for (nth, back_off) in expected.iter().enumerate() {
                    run.waited(nth, wait(*back_off), &scene, |_| String::new());
                }
            }
        }
    }
    // Calls that wait at the same time have a back-off each.
    let (budget, policy) = (plenty(), policy(6, 100, 5_000));
    let calls = (0..3).map(async |nth| {
        sleep(ms(70 * nth)).await;
        run(&policy, &budget, |wait| wait, 0, fails).await
    });
    for run in join_all(calls).await {
        for nth in 0..5 {
            let wanted = ms(100 << nth);
            run.waited(nth, wanted, "three calls at the same time", |_| {
                String::new()
            });
        }
    }
}

/// If all clients come back exactly when the service allows it, they come back together. The jitter is added, so
/// that no wait is shorter than the service asks for.
#[check]
async fn after_busy_the_jitter_is_added_to_retry_after() {
    let long = varied(5_000, 2_000..=9_000);
    for (retry_after, most) in [(long, 800), (50, 800), (0, 800), (600_000, 100)] {
        for divisor in [1, 2, 1_000_000] {
            let policy = policy(6, 200, most);
            let mut calls = Vec::new();
            let jitter = |wait: Duration| {
                calls.push(wait);
                wait / divisor
            };
            // Busy at attempts 1, 3 and 4.
            let busy = |number| [1, 3, 4].contains(&number);
            let run = run(&policy, &plenty(), jitter, 10, |number| {
                let failure = match busy(number) {
                    true => Busy {
                        retry_after: ms(retry_after),
                        error: number,
                    },
                    false => Temporary(number),
                };
                Err(failure)
            })
            .await;
            assert!(
                run.result == Err(6),
                "6 attempts are allowed, and each fails: `retry` returned {:?} instead of Err(6)",
                run.result
            );
            for nth in 0..5 {
                let full = ms(most.min(200 << nth));
                let back_off = full / divisor;
                let busy = busy(nth as u32 + 1);
                let (what, wait) = match busy {
                    true => (
                        format!("`Busy` with `retry_after` {retry_after} ms"),
                        ms(retry_after) + back_off,
                    ),
                    false => ("`Temporary`".to_owned(), back_off),
                };
                let scene = format!(
                    "after {what}, with `most` {most} ms and {} from `jitter`",
                    in_ms(back_off)
                );
                run.waited(nth, wait, &scene, |waited| match (busy, calls.get(nth)) {
                    (true, Some(asked)) if *asked == ms(retry_after) + full => format!(
                        ": `jitter` was called with {}, the sum of `retry_after` and the back-off ({})",
                        in_ms(*asked),
                        in_ms(full)
                    ),
                    (true, _) if ms(waited) == ms(retry_after).max(back_off) => {
                        ": the longer of the two, and not their sum".to_owned()
                    }
                    (true, _) if waited == most => ": not more than `most`, which limits the back-off alone".to_owned(),
                    _ => String::new(),
                });
            }
            // One more, for a wait that is not begun, is left open.
            let calls = calls.len();
            assert!(calls <= 6, "`jitter` was called {calls} times for 5 waits");
        }
    }
}

// A wait at whose end the caller has given up is a wait for nothing.
#[check]
async fn no_wait_begins_that_would_end_after_the_total() {
    for (total, takes, divisor, made, returned) in [
        // Waits of 100, 200, 400, 800 ms.
        (1_000, 0, 1, 4, 700),
        (1_501, 0, 1, 5, 1_500),
        (1_000, 150, 1, 3, 750),
        (99, 0, 1, 1, 0),
        (0, 20, 1, 1, 20),
        (1_000, 3_000, 1, 1, 3_000),
        // Waits of 10, 20, 40, 80 ms, and so on.
        (400, 0, 10, 6, 310),
        (100, 0, 10, 4, 70),
    ] {
        let policy = Policy {
            total: ms(total),
            ..policy(50, 100, 100_000)
        };
        // Each call has its own start.
        for call in 1..=2 {
            let run = run(&policy, &plenty(), |wait| wait / divisor, takes, fails).await;
            let scene = format!(
                "`total` {total} ms, attempts that take {takes} ms{}",
                if call == 2 { ", the second call" } else { "" }
            );
            let (ended, next) = (run.attempts.get(made - 1), run.attempts.get(made));
            if let (Some((_, ended)), Some((next, _))) = (ended, next) {
                panic!(
                    "{scene}: attempt {made} failed after {} ms, and `retry` waited until {} ms and made another one: \
                     {} attempts, and {made} wanted\n\n{}",
                    ended - run.began,
                    next - run.began,
                    run.numbers.len(),
                    match takes {
                        0 => "When the next wait would end is known before it begins.",
                        _ =>
                            "The total counts from the start of the call. The attempts take a part of it.",
                    }
                );
            }
            assert!(
                run.numbers.len() == made,
                "{scene}, and waits of {}, then twice as much, and so on: {} attempts were made; there was time for {made}",
                in_ms(ms(100) / divisor),
                run.numbers.len()
            );
            let after = run.returned - run.began;
            assert!(
                after == returned,
                "{scene}: attempt {made}, the last, ended after {returned} ms, and `retry` returned after {after} ms\n\n\
                 A wait that would end after the total does not begin."
            );
            advance(ms(3_600_000)).await;
        }
    }
    for retry_after in [ms(6_000), ms(3_600_000), Duration::MAX] {
        let policy = Policy {
            total: ms(5_000),
            ..policy(6, 100, 1_000)
        };
        let run = run(
            &policy,
            &plenty(),
            |wait| wait,
            0,
            |error| Err(Busy { retry_after, error }),
        )
        .await;
        assert!(
            run.result == Err(1) && run.returned == run.began,
            "`total` 5000 ms, and `retry_after` is {retry_after:?}: `retry` returned {:?} after {} ms; right is Err(1) at \
             once",
            run.result,
            run.returned - run.began
        );
    }
    let policy = Policy {
        total: ms(500),
        ..policy(6, 100, 1_000)
    };
    let run = run(&policy, &plenty(), |wait| wait, 2_000, Ok).await;
    assert!(
        run.result == Ok(1),
        "`total` 500 ms, and an attempt that succeeds after 2000 ms: `retry` returned {:?} instead of Ok(1)",
        run.result
    );
}

// Retries multiply the load of a service that is overloaded already. The budget bounds them for all calls together.
#[check]
async fn the_budget_bounds_the_retries_of_all_calls_together() {
    for tokens in [0, 1, 3, 10] {
        for callers in [1, 2, 50] {
            let budgets = [Budget::new(tokens, 10), Budget::new(tokens, 10)];
            for (nth, budget) in budgets.iter().enumerate() {
                let gauge = Gauge::new();
                let policy = policy(100, 100, 100);
                let calls = (0..callers).map(|_| {
                    let (budget, gauge) = (budget.clone(), &gauge);
                    async move {
                        let mut numbers = 0;
                        let attempt = async |number| {
                            numbers = number;
                            gauge.job("attempt", 50, ()).await;
                            // Each kind of failure, with the same wait.
                            Err::<(), _>(match nth {
                                0 => Temporary(number),
                                _ => Busy {
                                    retry_after: ms(40),
                                    error: number,
                                },
                            })
                        };
                        let start = virtual_ms();
                        let jitter = |wait| if nth == 0 { wait } else { ms(60) };
                        let _ = retry(&policy, &budget, jitter, attempt).await;
                        (numbers, virtual_ms() - start)
                    }
                });
                let runs = join_all(calls).await;
                let scene = format!(
                    "{} in the budget, {} with `{}`",
                    count(tokens, "token", "tokens"),
                    count(callers as u32, "call fails", "calls at the same time fail"),
                    if nth == 0 { "Temporary" } else { "Busy" }
                );
                let (made, expected) = (gauge.started(), tokens as usize + callers);
                let retries = made.saturating_sub(callers);
                assert!(
                    made >= expected,
                    "{scene}: {retries} retries were made, and {tokens} wanted\n\n\
                     Each retry takes a token, and the first attempt takes none."
                );
                if made > expected {
                    let fresh = Budget::new(tokens, 1_000_000);
                    let (used, still) = (left(&fresh.clone()).await, left(&fresh).await);
                    panic!(
                        "{scene}: {retries} retries were made, and {tokens} wanted; {}",
                        match still {
                            0 => {
                                "one after the other, calls find no token that has been taken\n\n\
                                 A token that is looked at before the wait, and taken after it, is found by each call \
                                 that looks meanwhile."
                                    .to_owned()
                            }
                            _ => format!(
                                "a clone of a new budget made {used}, and then its original {still} more\n\n\
                                 Clones of a budget share their tokens."
                            ),
                        }
                    );
                }
                for (attempts, took) in runs {
                    let in_attempts = u64::from(attempts) * 150 - 100;
                    assert!(
                        took == in_attempts,
                        "{scene}: with {attempts} attempts of 50 ms and waits of 100 ms, a call returned after \
                         {took} ms instead of {in_attempts} ms\n\nIf there is no token, there is no wait either. And calls do not wait \
                         for each other."
                    );
                }
            }
        }
    }
}

/// A retry is what follows a wait. Neither the first attempt nor a failure that ends the call takes a token.
#[check]
async fn what_is_no_retry_takes_no_token() {
    type End = (&'static str, fn(u32) -> Answer, Policy);
    let ends: [End; 5] = [
        ("a success at the first attempt", Ok, policy(6, 100, 1_000)),
        (
            "a permanent failure",
            |number| Err(Permanent(number)),
            policy(6, 100, 1_000),
        ),
        ("a policy of one attempt", fails, policy(1, 100, 1_000)),
        (
            "a total that allows no wait",
            fails,
            Policy {
                total: ms(50),
                ..policy(6, 100, 1_000)
            },
        ),
        (
            "a `retry_after` beyond the total",
            |error| {
                Err(Busy {
                    retry_after: ms(2_000),
                    error,
                })
            },
            Policy {
                total: ms(1_000),
                ..policy(6, 100, 1_000)
            },
        ),
    ];
    for (kind, answer, policy) in ends {
        for calls in [1, 100] {
            let budget = Budget::new(7, 1_000_000);
            for _ in 0..calls {
                let run = run(&policy, &budget, |wait| wait, 0, answer).await;
                assert!(
                    run.numbers == [1],
                    "{kind}: `attempt` was called with {:?}, and [1] was wanted\n\nHere no retry makes sense.",
                    run.numbers
                );
            }
            let left = left(&budget).await;
            assert!(
                left == 7,
                "{}, {kind} each, so without a retry: of 7 tokens, {left} are left instead of 7",
                count(calls, "call", "calls")
            );
        }
    }
    let mut rest = Vec::new();
    for end in [Err(Permanent(4)), Ok(4)] {
        let budget = Budget::new(7, 1_000_000);
        let answer = |number| if number < 4 { fails(number) } else { end };
        run(&policy(6, 100, 100), &budget, |wait| wait, 0, answer).await;
        rest.push(left(&budget).await);
    }
    assert!(
        rest[1] == 4,
        "a call succeeded at attempt 4, with 3 retries: of 7 tokens, {} are left instead of 4; when attempt 4 failed \
         permanently, it was {}\n\n\
         Each retry takes a token. One success gives back only a part of one, here a millionth.",
        rest[1],
        rest[0]
    );
}

// A tenth of a token has no exact value as a float, and none as an integer.
#[check]
async fn successes_give_tokens_back_up_to_the_first_number() {
    let policy = policy(6, 10, 10);
    for (tokens, successes) in [(1, 1), (3, 10), (10, 3), (2, 7), (5, 1_000), (4, 49)] {
        let budget = Budget::new(tokens, successes);
        let other = budget.clone();
        let each = format!("`tokens` is {tokens} and `successes` {successes}");
        let drained = left(&budget).await;
        assert!(
            drained == tokens,
            "{each}: a new budget allows {}",
            count(drained, "retry", "retries")
        );
        for back in [1, 1, 2] {
            for nth in 1..=back * successes {
                if nth == back * successes && successes > 1 {
                    // Looks with an attempt that fails: takes what is there.
                    let early = if back == 1 { left(&budget).await } else { 0 };
                    assert!(
                        early == 0,
                        "{each}: {} on an empty budget gave {} back, and {successes} are needed for 1",
                        count(nth - 1, "success", "successes"),
                        count(early, "token", "tokens")
                    );
                }
                run(&policy, &other, |wait| wait, 0, Ok).await;
            }
            let got = left(&budget).await;
            let expected = back.min(tokens);
            assert!(
                got == expected,
                "{each}: {} on an empty budget gave {} back instead of {expected}\n\n{}",
                count(back * successes, "success", "successes"),
                count(got, "token", "tokens"),
                match got > tokens {
                    true => "A budget never holds more than `tokens`.",
                    false => {
                        "A part of a token, such as a tenth, has no exact value as a float, and none as an integer. Count \
                         in parts of a token."
                    }
                }
            );
        }
        for _ in 0..(tokens + 2) * successes {
            run(&policy, &budget, |wait| wait, 0, Ok).await;
        }
        let full = left(&budget).await;
        assert!(
            full == tokens,
            "{each}: it holds {full} after many successes, and {tokens} wanted"
        );
    }
    // A call that succeeds at attempt 3 takes two tokens and is one success. A call that fails is none.
    let budget = Budget::new(4, 2);
    for answer in [|number| {
        if number < 3 {
            Err(Temporary(number))
        } else {
            Ok(number)
        }
    }; 2]
    {
        run(&policy, &budget, |wait| wait, 0, answer).await;
    }
    for _ in 0..10 {
        run(
            &policy,
            &budget,
            |wait| wait,
            0,
            |number| Err(Permanent(number)),
        )
        .await;
    }
    let left = left(&budget).await;
    assert!(
        left == 1,
        "2 calls succeeded at attempt 3, with a budget of 4, and 2 successes give one back; 10 calls failed at \
         once: {left} tokens are left instead of 1"
    );
}
