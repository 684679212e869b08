//! Checks of hedge.

use std::collections::HashSet;
use std::future::{poll_fn, ready};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch07::hedge::hedge;
use kit::{check, varied, virtual_ms};
use tokio::time::{sleep, timeout};

/// A reply that is late is a reason for one more request. The time starts anew with each request, up to the last one.
/// After that, only the replies are left to wait for.
#[check]
async fn a_request_begins_whenever_after_has_passed_since_the_last_one() {
    let (some, few) = (varied(50, 40..=90), varied(3, 2..=5) as usize);
    for (after, at_most) in [(some, few), (50, 1), (1_000, 2), (7, 100)] {
        // The time does not count from the moment at which the runtime began.
        sleep(Duration::from_millis(17)).await;
        let run = Run::of(after, at_most, &[]).await;
        let case = format!("`after` is {after} ms, `at_most` is {at_most}, and no reply comes");
        assert!(
            run.reply.is_none(),
            "{case}, and `hedge` returned {:?} after {} ms",
            run.reply,
            run.took
        );
        let wanted: Vec<u64> = (0..at_most as u64).map(|nth| nth * after).collect();
        run.began_after(&case, &wanted);
    }
}

#[check]
async fn a_request_goes_on_while_later_ones_begin() {
    let late = varied(70, 60..=95);
    for (at_most, takes) in [(3, late), (3, 120), (5, 260), (1, 500), (2, 5_000)] {
        let run = Run::of(50, at_most, &[(takes, Ok(()))]).await;
        let case = format!("`after` is 50 ms, and request 0 succeeds after {takes} ms");
        run.made_once(&case);
        let dropped = run.dropped.iter().find(|(_, at)| *at < takes);
        if let Some((nth, at)) = dropped {
            let begins = run.begins.iter().find(|(_, begins)| begins == at);
            panic!(
                "{case}, and request {nth} was dropped after {at} ms, before its reply{}{GOES_ON}",
                begins.map_or(String::new(), |(next, _)| format!(
                    ", when request {next} began"
                ))
            );
        }
        run.returned(&case, Ok(0), takes);
    }
}

/// The time is for a reply that may still come. If all have failed, none comes. As long as one is in progress, an
/// error of another changes nothing.
#[check]
async fn when_all_in_progress_have_failed_the_next_one_begins_at_once() {
    let never = (10_000_000, Ok(()));
    let fails = |ms: u64| (ms, Err(()));
    let cases: [(&str, Vec<Reply>, &[u64]); 7] = [
        (
            "request 0 fails after 10 ms",
            vec![fails(10)],
            &[0, 10, 60, 110],
        ),
        (
            "requests 0 to 2 fail in their first poll",
            vec![fails(0), fails(0), fails(0)],
            &[0, 0, 0, 0, 50],
        ),
        (
            "request 1 fails after 60 ms, while request 0 is in progress",
            vec![never, fails(10)],
            &[0, 50, 100, 150],
        ),
        (
            "request 1 fails after 70 ms, while request 0 is in progress, and request 0 after 80 ms",
            vec![fails(80), fails(20)],
            &[0, 50, 80, 130],
        ),
        (
            "request 1 fails in its first poll, while request 0 is in progress",
            vec![never, fails(0)],
            &[0, 50, 100, 150],
        ),
        (
            "request 0 fails after 120 ms, while request 2 is in progress, and request 1 after 60 ms",
            vec![fails(120), fails(10)],
            &[0, 50, 100, 150],
        ),
        (
            "requests 0 and 1 fail after 99 and 90 ms",
            vec![fails(99), fails(40)],
            &[0, 50, 99, 149],
        ),
    ];
    for (what, replies, begins) in cases {
        let run = Run::of(50, begins.len(), &replies).await;
        run.began_after(&format!("`after` is 50 ms, and {what}"), begins);
    }
}

/// The replies come in any order, and the first success decides. What is dropped with the set of requests cannot
/// go on.
#[check]
async fn the_first_success_is_returned_and_the_others_are_dropped() {
    // Request n begins after n × 50 ms.
    let cases: [(usize, u64, &[Reply]); 7] = [
        (0, 0, &[(0, Ok(()))]),
        (0, 49, &[(49, Ok(()))]),
        (1, 80, &[(200, Ok(())), (30, Ok(())), (20, Ok(()))]),
        (2, 110, &[(900, Ok(())), (900, Ok(())), (10, Ok(()))]),
        (
            3,
            151,
            &[(900, Ok(())), (900, Err(())), (60, Err(())), (1, Ok(()))],
        ),
        (
            0,
            160,
            &[(160, Ok(())), (10, Err(())), (900, Ok(())), (900, Err(()))],
        ),
        (1, 25, &[(20, Err(())), (5, Ok(()))]),
    ];
    for (winner, at, replies) in cases {
        let run = Run::of(50, 4, replies).await;
        let case = format!(
            "`after` is 50 ms, and the first success is due after {at} ms, from request {winner}"
        );
        run.returned(&case, Ok(winner), at);
        assert!(
            run.in_progress == 0,
            "{case}; when `hedge` returned, {} other requests were still in progress",
            run.in_progress
        );
        assert!(
            run.begins.len() == run.made,
            "{case}; {} requests had been made, and {} of them polled",
            run.made,
            run.begins.len()
        );
    }
}

/// Which error is the last one is decided by time, not by the number of its request, and only when no request is in
/// progress any more.
#[check]
async fn if_all_have_failed_the_last_error_is_returned() {
    let fails = |ms: u64| (ms, Err(()));
    for (replies, last, at) in [
        (vec![fails(0)], 0, 0),
        (vec![fails(700)], 0, 700),
        (vec![fails(10), fails(10), fails(10)], 2, 30),
        (vec![fails(200), fails(10), fails(30)], 0, 200),
        (vec![fails(60), fails(100), fails(20)], 1, 150),
        (vec![fails(900), fails(400), fails(0), fails(0)], 0, 900),
    ] {
        let run = Run::of(50, replies.len(), &replies).await;
        let case = format!(
            "`after` is 50 ms, `at_most` is {}, all requests fail, and request {last} is the last to fail",
            replies.len()
        );
        run.made_once(&case);
        run.returned(&case, Err(last), at);
    }
    let many = 100_000;
    let began = virtual_ms();
    let asking = hedge(
        |nth| ready(Err::<Value, _>(nth)),
        Duration::from_secs(1),
        many,
    );
    let error = asking.await.map(|value| value.0);
    let took = virtual_ms() - began;
    assert!(
        error == Err(many - 1) && took == 0,
        "{many} requests failed in their first poll: `hedge` returned {error:?} after {took} ms"
    );
}

/// The idea where a request is not kept.
const GOES_ON: &str = "\n\nWhat an arm of `select!` makes is dropped when another arm wins. A request that should go on is \
                       kept outside the loop, and polled there.";

/// After how many milliseconds a request ends, and whether it succeeds.
type Reply = (u64, Result<(), ()>);

/// What request n returns, which cannot be cloned.
#[derive(Debug, PartialEq, Eq)]
struct Value(usize);

/// What `hedge` did, with times in milliseconds since its start.
struct Run {
    begins: Vec<(usize, u64)>,
    dropped: Vec<(usize, u64)>,
    /// None if it was given up.
    reply: Option<Result<Value, Value>>,
    took: u64,
    /// How many requests were in progress when it returned, and how many had been made.
    in_progress: usize,
    made: usize,
    after: u64,
    /// When requests failed.
    failed: Vec<u64>,
    /// How many requests have succeeded or failed.
    ended: usize,
}

#[derive(Default)]
struct Log {
    begins: Vec<(usize, u64)>,
    dropped: Vec<(usize, u64)>,
    ended: usize,
    asked: usize,
}

impl Log {
    /// How many requests are in progress, and how many were made.
    fn counts(&self) -> (usize, usize) {
        let in_progress = self.begins.len() - self.dropped.len() - self.ended;
        (in_progress, self.asked)
    }
}

impl Run {
    /// Requests without an entry in `replies` get no reply.
    async fn of(after: u64, at_most: usize, replies: &[Reply]) -> Self {
        let (log, began) = (Arc::new(Mutex::new(Log::default())), virtual_ms());
        let ask = |nth: usize| {
            let (ms, reply) = replies.get(nth).copied().unwrap_or((10_000_000, Ok(())));
            let (log, asked) = (Arc::clone(&log), virtual_ms() - began);
            log.lock().unwrap().asked += 1;
            async move {
                assert!(
                    asked == virtual_ms() - began,
                    "`ask({nth})` was called after {asked} ms, and its request was polled for the first time after \
                     {} ms\n\n{}",
                    virtual_ms() - began,
                    if nth > 0 && asked == 0 {
                        "A function that returns a future can begin its work in the call. A request that may turn out \
                         to be unnecessary is not made in advance."
                    } else {
                        "A future that has not been polled does nothing, and wakes nothing. Poll a request in the turn \
                         in which it is made."
                    }
                );
                log.lock().unwrap().begins.push((nth, virtual_ms() - began));
                let mut request = Request {
                    nth,
                    began,
                    log,
                    ended: false,
                };
                if ms > 0 {
                    sleep(Duration::from_millis(ms)).await;
                }
                request.ended = true;
                reply.map(|()| Value(nth)).map_err(|()| Value(nth))
            }
        };
        let hedging = hedge(ask, Duration::from_millis(after), at_most);
        let made = || log.lock().unwrap().asked;
        let hedging = without_spinning(hedging, || {
            format!(
                "when {} of at most {at_most} requests had been made",
                made()
            )
        });
        let reply = timeout(Duration::from_secs(3_600), hedging).await.ok();
        let took = virtual_ms() - began;
        let (in_progress, made) = log.lock().unwrap().counts();
        let log = std::mem::take(&mut *log.lock().unwrap());
        let fails = |&(nth, at): &(usize, u64)| match replies.get(nth) {
            Some((ms, Err(()))) => Some(at + ms),
            _ => None,
        };
        Self {
            after,
            failed: log.begins.iter().filter_map(fails).collect(),
            begins: log.begins,
            ended: log.ended,
            dropped: log.dropped,
            reply,
            took,
            in_progress,
            made,
        }
    }

    fn made_once(&self, case: &str) {
        let mut seen = HashSet::new();
        let again = self.begins.iter().find(|(nth, _)| !seen.insert(*nth));
        if let Some((nth, at)) = again {
            let gone = self
                .dropped
                .iter()
                .find(|(dropped, then)| dropped == nth && then <= at);
            panic!(
                "{case}, and request {nth} was made again after {at} ms{}{GOES_ON}",
                gone.map_or(String::new(), |(_, at)| format!(
                    "; the first had been in progress, and was dropped after {at} ms"
                ))
            );
        }
    }

    fn began_after(&self, case: &str, wanted: &[u64]) {
        self.made_once(case);
        for (nth, wanted) in wanted.iter().enumerate() {
            let Some((_, at)) = self.begins.iter().find(|(got, _)| *got == nth) else {
                let did = match &self.reply {
                    Some(reply) => {
                        format!("`hedge` had returned {reply:?} after {} ms", self.took)
                    }
                    None => match self.begins.len() {
                        1 => "within an hour only request 0 was made".to_owned(),
                        made => format!("within an hour only {made} requests were made"),
                    },
                };
                panic!(
                    "{case}: request {nth} did not begin; it was due after {wanted} ms, and {did}"
                );
            };
            assert!(
                at == wanted,
                "{case}: request {nth} began after {at} ms instead of {wanted} ms{}",
                if self.failed.iter().any(|failed| failed + self.after == *at) && at > wanted {
                    format!(
                        ". That is {} ms after a request had failed: the failure started the time anew",
                        self.after
                    )
                } else if at < wanted && *at > 0 && self.failed.contains(at) {
                    ", at once after a failure, although another request was in progress".to_owned()
                } else if at < wanted && *at > 0 && at.is_multiple_of(self.after) {
                    format!(
                        ", a multiple of {} ms: the time counts from the start, and not from the last request",
                        self.after
                    )
                } else if *at == 0 {
                    ", together with request 0".to_owned()
                } else if self.failed.iter().any(|failed| failed < at) && at > wanted {
                    ": after a failure it waited for the time, although no request was in progress"
                        .to_owned()
                } else {
                    String::new()
                }
            );
        }
        let (count, most) = (self.begins.len(), wanted.len());
        assert!(
            count == most,
            "{case}: {count} requests were made; at most {most} were allowed"
        );
    }

    fn returned(&self, case: &str, wanted: Result<usize, usize>, at: u64) {
        let Some(reply) = &self.reply else {
            panic!(
                "{case}: `hedge` still waited after {} ms, when the check ended{}",
                self.took,
                match wanted {
                    Ok(nth) if self.ended > self.failed.len() => format!(
                        ". Request {nth} had returned its value, and `hedge` waited on for other requests\n\n\
                         The first success ends the wait. The requests that are left are dropped."
                    ),
                    Ok(nth) => format!(
                        ". Request {nth} had not been polled to its end\n\n\
                         While `hedge` waits for the time, for a new request or for the requests that are left, each of \
                         them can wake it, and has to be polled."
                    ),
                    Err(_) => String::new(),
                }
            );
        };
        let name = |reply: Result<usize, usize>| match reply {
            Ok(nth) => format!("the value of request {nth}"),
            Err(nth) => format!("the error of request {nth}"),
        };
        let got = match reply {
            Ok(Value(nth)) => Ok(*nth),
            Err(Value(nth)) => Err(*nth),
        };
        let took = self.took;
        assert!(
            got == wanted,
            "{case}: `hedge` returned {} after {took} ms, instead of {} after {at} ms",
            name(got),
            name(wanted)
        );
        assert!(
            took == at,
            "{case}: `hedge` returned {} after {took} ms instead of {at} ms",
            name(got)
        );
    }
}

/// A request in progress, which notes how it ends.
struct Request {
    nth: usize,
    began: u64,
    log: Arc<Mutex<Log>>,
    ended: bool,
}

impl Drop for Request {
    fn drop(&mut self) {
        let mut log = self.log.lock().unwrap();
        if self.ended {
            log.ended += 1;
        } else {
            log.dropped.push((self.nth, virtual_ms() - self.began));
        }
    }
}

/// What `future` resolves to, unless it is polled far too often while the clock stands still.
async fn without_spinning<T>(future: impl Future<Output = T>, when: impl Fn() -> String) -> T {
    let (mut future, began) = (pin!(future), virtual_ms());
    let (mut since, mut polls, mut all) = (began, 0, 0);
    poll_fn(|cx| {
        let now = virtual_ms();
        polls = if now == since { polls + 1 } else { 0 };
        since = now;
        all += 1;
        assert!(
            all < 20_000,
            "`hedge` was polled 20,000 times in {} ms, for at most 100 requests\n\n\
             A loop around a short sleep wakes up for nothing. A waker is called when something has happened.",
            now - began
        );
        assert!(
            polls < 5_000,
            "`hedge` spins {} ms after its start, {}: it was polled 5,000 times in the same millisecond, and is still \
             pending\n\n\
             A loop spins if one of its arms is ready in each turn, and does not end the loop. A timer that has run out \
             is ready in each turn.",
            now - began,
            when()
        );
        future.as_mut().poll(cx)
    })
    .await
}
