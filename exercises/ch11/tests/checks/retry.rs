//! Checks of retry.

use std::time::Duration;

use ch11::retry::{Budget, Failure, Policy, retry};
use futures::future::join_all;
use kit::{Gauge, check, virtual_ms};
use tokio::time::{advance, sleep};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "retry/run.rs"]
mod run;

use run::{Answer, fails, left, ms, plenty, policy, run};

use Failure::{Busy, Permanent, Temporary};

/// Another attempt makes sense only after a failure that can pass, and a wait only before another attempt.
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
                let scene = format!("{attempts} attempts are allowed, and attempt {last} {end}");
                let made = last.min(attempts);
                let numbers: Vec<_> = (1..=made).collect();
                assert!(
                    run.numbers == numbers,
                    "{scene}: the attempts were {:?}",
                    run.numbers
                );
                let expected = if made < last || permanent {
                    Err(made)
                } else {
                    Ok(made)
                };
                assert!(
                    run.result == expected,
                    "{scene}: `retry` returned {:?}; attempt {made} returned {expected:?}",
                    run.result
                );
                let waited = run.returned - run.ended();
                assert!(
                    waited == 0,
                    "{scene}: `retry` waited {waited} ms after the last attempt"
                );
            }
        }
    }
}

/// Clients that fail together retry together, unless chance tells their waits apart. The back-off is the range of
/// that chance; it doubles whatever the last wait was.
#[check]
async fn the_back_off_doubles_and_jitter_makes_the_wait_of_it() {
    type Jitter = fn(Duration) -> Duration;
    let jitters: [(&str, Jitter); 4] = [
        ("all", |wait| wait),
        ("a quarter", |wait| wait / 4),
        ("none", |_| Duration::ZERO),
        ("1 ms", |_| ms(1)),
    ];
    for (first, most, attempts) in [
        (100, 1_600, 8),
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
                    "first {first} ms, most {most} ms, {attempts} attempts, jitter leaves {kind} of the back-off"
                );
                let expected: Vec<_> = (0..attempts - 1)
                    .map(|nth| ms(most.min(first.saturating_mul(1 << nth.min(40)))))
                    .collect();
                let differs =
                    (0..expected.len()).find(|nth| back_offs.get(*nth) != expected.get(*nth));
                if let Some(nth) = differs {
                    panic!(
                        "{scene}: the back-off before attempt {} is {:?}; `jitter` was called with {}",
                        nth + 2,
                        expected[nth],
                        back_offs
                            .get(nth)
                            .map_or("nothing".to_owned(), |it| format!("{it:?}"))
                    );
                }
                for (nth, back_off) in expected.iter().enumerate() {
                    let wait = jitters
                        .iter()
                        .find(|it| it.0 == kind)
                        .expect("it is one of them")
                        .1;
                    run.waited(nth, wait(*back_off), &scene);
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
            run.waited(nth, ms(100 << nth), "three calls at the same time");
        }
    }
}

/// If all clients come back exactly when the service allows it, they come back together. The jitter is added, so
/// that no wait is shorter than the service asks for.
#[check]
async fn after_busy_the_jitter_is_added_to_retry_after() {
    for (retry_after, most) in [(5_000, 800), (50, 800), (0, 800), (600_000, 100)] {
        for divisor in [1, 2, 1_000_000] {
            let policy = policy(6, 200, most);
            let mut calls = 0;
            let jitter = |wait: Duration| {
                calls += 1;
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
                "`retry` returned {:?}, not the last error",
                run.result
            );
            for nth in 0..5 {
                let back_off = ms(most.min(200 << nth)) / divisor;
                let busy = busy(nth as u32 + 1);
                let (what, wait) = match busy {
                    true => (
                        format!("busy for {retry_after} ms"),
                        ms(retry_after) + back_off,
                    ),
                    false => ("a temporary failure".to_owned(), back_off),
                };
                let scene = format!("after {what}, with {back_off:?} from `jitter`");
                run.waited(nth, wait, &scene);
            }
            // One more, for a wait that is not begun, is left open.
            assert!(calls <= 6, "`jitter` was called {calls} times for 5 waits");
        }
    }
}

/// A wait at whose end the caller has given up is a wait for nothing. What counts is the time since the call began:
/// the attempts take a part of it.
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
                "total {total} ms, attempts that take {takes} ms, waits of {:?} and then twice as much, call {call}",
                ms(100) / divisor
            );
            assert!(
                run.numbers.len() == made,
                "{scene}: {} attempts were made; there was time for {made}",
                run.numbers.len()
            );
            let after = run.returned - run.began;
            assert!(
                after == returned,
                "{scene}: `retry` returned after {after} ms; attempt {made} had ended after {returned} ms"
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
            "total 5000 ms, and the service is busy for {retry_after:?}: `retry` returned {:?} after {} ms",
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
        "total 500 ms, and an attempt that succeeds after 2000 ms: `retry` returned {:?}",
        run.result
    );
}

/// Retries multiply the load of a service that is overloaded already. The budget bounds them for all calls together:
/// a token that is only looked at before the wait is taken by many calls.
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
                    "budget {} of 2 with {tokens} tokens, {callers} at once that fail {}",
                    nth + 1,
                    if nth == 0 { "for now" } else { "as busy" }
                );
                let (retries, expected) = (gauge.started() - callers, tokens as usize);
                assert!(retries == expected, "{scene}: {retries} retries were made");
                for (attempts, took) in runs {
                    let in_attempts = u64::from(attempts) * 150 - 100;
                    assert!(
                        took == in_attempts,
                        "{scene}: a call made {attempts} attempts of 50 ms, with waits of 100 ms, and returned \
                         after {took} ms\n\nIf there is no token, there is no wait either. And calls do not wait \
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
                    "{kind}: the attempts were {:?}",
                    run.numbers
                );
            }
            let left = left(&budget).await;
            assert!(
                left == 7,
                "{kind}, {calls} times: of 7 tokens, {left} are left"
            );
        }
    }
    let budget = Budget::new(7, 1_000_000);
    run(
        &policy(6, 100, 100),
        &budget,
        |wait| wait,
        0,
        |number| {
            if number < 4 {
                Err(Temporary(number))
            } else {
                Ok(4)
            }
        },
    )
    .await;
    let left = left(&budget).await;
    assert!(
        left == 4,
        "of 7 tokens, 3 retries were made, and {left} tokens are left"
    );
}

/// A tenth of a token has no exact value as a float, and none as an integer. Count in parts of a token.
#[check]
async fn successes_give_tokens_back_up_to_the_first_number() {
    let policy = policy(6, 10, 10);
    for (tokens, successes) in [(1, 1), (3, 10), (10, 3), (2, 7), (5, 1_000), (4, 49)] {
        let budget = Budget::new(tokens, successes);
        let other = budget.clone();
        let each = format!("{successes} successful calls give a token back, of {tokens}");
        let drained = left(&budget).await;
        assert!(drained == tokens, "{each}: a new budget holds {drained}");
        for back in [1, 1, 2] {
            for nth in 1..=back * successes {
                if nth == back * successes && successes > 1 {
                    // Looks with an attempt that fails: takes what is there.
                    let early = if back == 1 { left(&budget).await } else { 0 };
                    assert!(early == 0, "{each}: {} gave {early} back", nth - 1);
                }
                run(&policy, &other, |wait| wait, 0, Ok).await;
            }
            let got = left(&budget).await;
            let expected = back.min(tokens);
            assert!(
                got == expected,
                "{each}: {} successes on an empty budget gave {got} back",
                back * successes
            );
        }
        for _ in 0..(tokens + 2) * successes {
            run(&policy, &budget, |wait| wait, 0, Ok).await;
        }
        let full = left(&budget).await;
        assert!(
            full == tokens,
            "{each}: it holds {full} after many successes"
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
         once: {left} tokens are left"
    );
}
