//! Checks of attempts.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use ch15::attempts::{GaveUp, Policy, attempts};
use ch15::http::Failure;
use kit::{Gauge, check, varied, virtual_ms};
use tokio::time::{sleep, timeout};

/// A temporary failure is one of the way there, or of the server at this moment. The other failures say something of
/// the file or of this program, and the next try would say the same.
#[check]
async fn only_temporary_failures_are_tried_again() {
    let temporary = [
        Failure::Connect("refused".to_owned()),
        Failure::Reset("by peer".to_owned()),
        Failure::Stalled,
        too_short(),
    ];
    let permanent = [
        Failure::TooLong { expected: 10 },
        Failure::Protocol("a part".to_owned()),
        Failure::Checksum {
            got: "aa".to_owned(),
            expected: "bb".to_owned(),
        },
        Failure::Disk("no space left on device".to_owned()),
    ];
    let statuses = (201..600).filter(|status| *status != 206).map(|status| {
        let again = [408, 429, 500, 502, 503, 504].contains(&status);
        (answered(status, None), again)
    });
    let others = temporary
        .map(|failure| (failure, true))
        .into_iter()
        .chain(permanent.map(|failure| (failure, false)));
    for (failure, again) in others.chain(statuses) {
        // It would succeed at the third try.
        let tries = [Try::fails(&failure), Try::fails(&failure)];
        let end = run(&policy(5, 1, 10), 0, &tries).await;
        let expected = match again {
            true => Ok("the file"),
            false => Err(GaveUp {
                tries: 1,
                last: failure.clone(),
            }),
        };
        end.returns(
            &format!("each try fails with {failure:?}, and the third one would succeed"),
            &expected,
        );
        // A server's wish for later makes nothing temporary.
        if let Failure::Status { status, .. } = failure {
            let failure = answered(status, Some(1));
            let end = run(&policy(5, 1, 10), 0, &[Try::fails(&failure)]).await;
            let expected = match again {
                true => Ok("the file"),
                false => Err(GaveUp {
                    tries: 1,
                    last: failure.clone(),
                }),
            };
            end.returns(&format!("a try fails with {failure:?}"), &expected);
        }
        // Nor does it matter that the try brought bytes.
        if !again {
            let tries = [Try::fails(&Failure::Stalled), Try::brings(50, &failure)];
            let end = run(&policy(5, 1, 10), 0, &tries).await;
            let expected = Err(GaveUp {
                tries: 2,
                last: failure.clone(),
            });
            end.returns(
                &format!(
                    "try 1 fails with Stalled, and try 2 brings 50 bytes and fails with {failure:?}"
                ),
                &expected,
            );
        }
    }
}

// Each message has its own idea.
#[check]
async fn the_wait_doubles_up_to_the_most_in_each_row() {
    let none = || Try::fails(&Failure::Stalled);
    let first = varied(300, 301..=999);
    for (first, most, tries, waits) in [
        (
            100,
            1_000,
            vec![none(); 6],
            vec![100, 200, 400, 800, 1_000, 1_000],
        ),
        (100, 100, vec![none(); 3], vec![100, 100, 100]),
        (100, 50, vec![none(); 3], vec![50, 50, 50]),
        (0, 1_000, vec![none(); 3], vec![0, 0, 0]),
        (
            first,
            100_000,
            vec![none(); 4],
            [1, 2, 4, 8].map(|times| times * first).to_vec(),
        ),
        (
            100,
            1_000,
            vec![
                none(),
                none(),
                none(),
                Try::brings(5, &Failure::Stalled),
                none(),
                none(),
                Try::brings(9, &Failure::Stalled),
                Try::brings(10, &Failure::Stalled),
                none(),
            ],
            vec![100, 200, 400, 100, 200, 400, 100, 100, 200],
        ),
        // Doubled 200 times, no number of milliseconds holds it.
        (1, 2, vec![none(); 200], [vec![1], vec![2; 199]].concat()),
    ] {
        let brought: Vec<_> = tries.iter().map(|one| one.bytes.is_some()).collect();
        let end = run(&policy(300, first, most), 0, &tries).await;
        let scene = format!(
            "the first wait is {first} ms and `most` {most} ms, and {} tries fail",
            tries.len()
        );
        end.returns(&scene, &Ok("the file"));
        let Some((at, was, wanted)) = first_difference(&end.waits, &waits) else {
            continue;
        };
        let (what, idea) = match brought.get(at) == Some(&true) {
            true => (
                "something new",
                "A try that brings something new begins a new row: the wait after it is the first one again.",
            ),
            false => (
                "nothing new",
                "Doubling finds out in few tries how long a server needs. The limit keeps the wait in proportion.",
            ),
        };
        panic!(
            "{scene}: wait {} came after a try that brought {what}, and was {} instead of {}; the waits were {:?}\n\n\
             {idea}",
            at + 1,
            in_ms(was),
            in_ms(wanted),
            end.waits
        );
    }
}

/// The number of tries is a limit: without it, a server that is down for good is asked without an end.
#[check]
async fn it_gives_up_after_so_many_failures_in_a_row() {
    for most in [0, 1, 2, 3, 10, 1_000] {
        let allowed = most.max(1);
        for failures in [0, 1, 2, 9, 10, 999, 1_000, 1_500] {
            // Each failure is another one, so that the last one can be told.
            let tries: Vec<_> = (0..failures).map(|n| Try::fails(&reset(n))).collect();
            let end = run(&policy(most, 1, 10), 0, &tries).await;
            let expected = match failures < allowed {
                true => Ok("the file"),
                false => Err(GaveUp {
                    tries: allowed,
                    last: reset(allowed - 1),
                }),
            };
            end.returns(
                &format!(
                    "`attempts` is {most}, and {} before one would succeed",
                    match failures {
                        1 => "1 try fails".to_owned(),
                        failures => format!("{failures} tries fail"),
                    }
                ),
                &expected,
            );
            end.took_turns();
        }
    }
}

/// A connection that breaks each minute loads a large file all the same, if each try brings a part of it. The limit
/// is for tries that bring nothing.
#[check]
async fn a_try_that_brings_something_new_begins_a_new_row() {
    for most in [2, 3, 5] {
        // Each try brings something, many more times than failures are allowed.
        let tries: Vec<_> = (1..=500)
            .map(|n| Try::brings(700 + n, &too_short()))
            .collect();
        let end = run(&policy(most, 1, 10), 700, &tries).await;
        end.returns(
            &format!("`attempts` is {most}, and each of 500 tries brings a byte and fails"),
            &Ok("the file"),
        );
        // Some bring nothing, one fewer than are allowed; at last, as many as are allowed.
        for rows in 1..4 {
            let mut tries = Vec::new();
            for row in 0..rows {
                tries.push(Try::brings(800 + row, &Failure::Stalled));
                tries.extend((2..most).map(|_| Try::brings(800 + row, &Failure::Stalled)));
            }
            let brings: Vec<u32> = (0..rows as u32).map(|row| row * (most - 1) + 1).collect();
            let end = run(&policy(most, 1, 10), 700, &tries).await;
            let scene = failing(most, &brings, tries.len());
            end.returns(
                &format!("{scene}; the next one would succeed"),
                &Ok("the file"),
            );
            tries.push(Try::fails(&Failure::Stalled));
            gives_up_after(most, 700, &tries, &failing(most, &brings, tries.len())).await;
        }
    }
    // One try that brings something is a row of one.
    let brings = [Try::brings(50, &Failure::Stalled)];
    gives_up_after(1, 0, &brings, &failing(1, &[1], 1)).await;
}

/// After so many failed tries, the last of which is the last of its row.
async fn gives_up_after(most: u32, before: u64, tries: &[Try], scene: &str) {
    let end = run(&policy(most, 1, 10), before, tries).await;
    if end.made == tries.len() + 1 {
        let nothing = vec![Try::fails(&Failure::Stalled); most as usize];
        let of_a_row = run(&policy(most, 1, 10), before, &nothing).await;
        if of_a_row.made == nothing.len() && of_a_row.result.is_err() {
            panic!(
                "one try too many: a try that brings something and fails is the first of its new row, and was not counted. \
             {scene}: after {} tries, `attempts` returned {:?}, and must give up after {}\n\n\
             `attempts` is the number of failed tries in a row. What is new sets the count back to 0, and then the try \
             that has brought it is counted.",
                end.made,
                end.result,
                counted_tries(tries.len())
            );
        }
    }
    end.returns(
        scene,
        &Err(GaveUp {
            tries: tries.len() as u32,
            last: Failure::Stalled,
        }),
    );
}

/// So many tries fail, of which these bring a byte.
fn failing(most: u32, brings: &[u32], tries: usize) -> String {
    let brings: Vec<String> = brings.iter().map(u32::to_string).collect();
    match (tries, brings.split_last()) {
        (1, _) => format!("`attempts` is {most}, and try 1 brings something and fails"),
        (_, Some((last, []))) => {
            format!(
                "`attempts` is {most}, and {tries} tries fail, of which try {last} brings a byte"
            )
        }
        (_, Some((last, others))) => format!(
            "`attempts` is {most}, and {tries} tries fail, of which tries {} and {last} bring a byte each",
            others.join(", ")
        ),
        (_, None) => format!("`attempts` is {most}, and {tries} tries bring nothing and fail"),
    }
}

fn counted_tries(tries: usize) -> String {
    match tries {
        1 => "1 try".to_owned(),
        tries => format!("{tries} tries"),
    }
}

/// What is on disk before the first try is not the work of a try. After a restart the same bytes come again: if they
/// count as something new, a download that restarts again and again never ends.
#[check]
async fn bytes_that_come_again_are_not_new() {
    let again = |sizes: &[u64]| -> Vec<Try> {
        let sizes = sizes.iter().cycle().take(300);
        sizes
            .map(|bytes| Try::brings(*bytes, &Failure::Stalled))
            .collect()
    };
    for (before, sizes, tries, scene) in [
        (
            700,
            &[700][..],
            4,
            "700 bytes are there, and no try brings more",
        ),
        (700, &[0], 4, "700 bytes are there, and each try loses them"),
        (
            700,
            &[300, 600],
            4,
            "700 bytes are there; the tries begin again and come to 300 and 600 bytes in turn",
        ),
        (
            0,
            &[500, 200],
            4,
            "the tries come to 500 and 200 bytes in turn",
        ),
        (
            0,
            &[200, 500],
            5,
            "the tries come to 200 and 500 bytes in turn",
        ),
        (
            0,
            &[0, 0, 500, 499],
            6,
            "the tries come to 0, 0, 500 and 499 bytes in turn",
        ),
    ] {
        let end = run(&policy(4, 1, 10), before, &again(sizes)).await;
        let expected = Err(GaveUp {
            tries,
            last: Failure::Stalled,
        });
        end.returns(&format!("`attempts` is 4, and {scene}"), &expected);
    }
}

// Each message has its own idea.
#[check]
async fn retry_after_is_the_least_wait() {
    let asks = |ms| Try::fails(&answered(503, Some(ms)));
    let busy = |ms| Try::fails(&answered(429, Some(ms)));
    let none = || Try::fails(&Failure::Stalled);
    let long = varied(5_000, 1_001..=9_999);
    for (tries, waits) in [
        (vec![asks(long)], vec![long]),
        (vec![busy(120_000), none()], vec![120_000, 200]),
        // Shorter than the back-off: no reason to come sooner.
        (vec![asks(10), asks(10), asks(0)], vec![100, 200, 400]),
        (vec![none(), none(), asks(1_000)], vec![100, 200, 1_000]),
        (
            vec![asks(long), asks(300), asks(300), none()],
            vec![long, 300, 400, 800],
        ),
        // It belongs to one failure.
        (
            vec![none(), asks(3_000), none(), none()],
            vec![100, 3_000, 400, 800],
        ),
        (vec![Try::fails(&answered(500, Some(7_000)))], vec![7_000]),
    ] {
        let failures: Vec<_> = tries.iter().map(|one| one.failure.clone()).collect();
        let end = run(&policy(10, 100, 1_000), 0, &tries).await;
        let fail: Vec<String> = failures.iter().map(in_words).collect();
        let scene = format!(
            "the first wait is 100 ms, `most` is 1000 ms, and the tries fail with {}",
            fail.join(", ")
        );
        end.returns(&scene, &Ok("the file"));
        let Some((at, was, wanted)) = first_difference(&end.waits, &waits) else {
            continue;
        };
        let asked = match failures.get(at) {
            Some(Failure::Status { retry_after, .. }) => *retry_after,
            _ => None,
        };
        let idea = match asked {
            _ if was > wanted => {
                "What a server asks for belongs to one wait. The others double from the first."
            }
            Some(asked) if asked.as_millis() == u128::from(wanted.unwrap_or_default()) => {
                "The server knows its load: the limit is for the waits that the program chooses itself."
            }
            _ => {
                "A server that asks for less gives no reason to come sooner: the wait is the longer one of the two."
            }
        };
        panic!(
            "wait {}, after {}, was {} instead of {}\n({scene}; the waits were {:?} ms instead of {waits:?})\n\n{idea}",
            at + 1,
            failures.get(at).map_or("success".to_owned(), in_words),
            in_ms(was),
            in_ms(wanted),
            end.waits
        );
    }
}

/// A wait serves the try that comes after it.
#[check]
async fn nothing_is_waited_for_after_the_last_try() {
    let missing = answered(404, Some(60_000));
    let busy = answered(503, Some(60_000));
    for (most, tries, scene) in [
        (1, vec![Try::fails(&Failure::Stalled)], "the only try fails"),
        (
            1,
            vec![Try::fails(&busy)],
            "the only try gets a 503 with a Retry-After",
        ),
        (
            3,
            vec![Try::fails(&missing)],
            "a 404 comes with a Retry-After",
        ),
        (
            3,
            vec![Try::fails(&busy); 3],
            "three of three tries get a 503 with a Retry-After",
        ),
        (3, vec![], "the first try succeeds"),
        (3, vec![Try::fails(&busy)], "the second try succeeds"),
    ] {
        let end = run(&policy(most, 100, 1_000), 0, &tries).await;
        assert!(
            end.after_last == 0,
            "{scene}: `attempts` returned {} ms after the last try ended",
            end.after_last
        );
        assert!(end.made > 0, "{scene}: `attempts` returned without a try");
    }
}

/// One try: what is there after it, if that changes, and how it fails.
#[derive(Clone)]
struct Try {
    bytes: Option<u64>,
    failure: Failure,
}

impl Try {
    fn fails(failure: &Failure) -> Self {
        Self {
            bytes: None,
            failure: failure.clone(),
        }
    }

    fn brings(bytes: u64, failure: &Failure) -> Self {
        Self {
            bytes: Some(bytes),
            ..Self::fails(failure)
        }
    }
}

struct End {
    result: Result<&'static str, GaveUp>,
    made: usize,
    /// Milliseconds between the end of a try and the beginning of the next.
    waits: Vec<u64>,
    after_last: u64,
    peak: usize,
}

impl End {
    #[track_caller]
    fn returns(&self, scene: &str, expected: &Result<&'static str, GaveUp>) {
        if let (Err(got), Err(wanted)) = (&self.result, expected)
            && self.made == wanted.tries as usize
        {
            assert!(
                got.last == wanted.last,
                "{scene}: `last` is {:?} instead of {:?}\n\n`last` is the failure of the last try.",
                got.last,
                wanted.last
            );
            assert!(
                got.tries == wanted.tries,
                "{scene}: {} tries were made, and `GaveUp` says {}\n\n\
                 `tries` counts all tries, also those before one that brought something new.",
                self.made,
                got.tries
            );
        }
        let lead = match (&self.result, expected) {
            (Err(_), Ok(_)) => "it gave up too early: ".to_owned(),
            (_, Err(wanted)) => match self.made.saturating_sub(wanted.tries as usize) {
                0 if self.made < wanted.tries as usize => "it gave up too early: ".to_owned(),
                0 => String::new(),
                1 => "one try too many: ".to_owned(),
                more => format!("{more} tries too many: "),
            },
            _ => String::new(),
        };
        assert!(
            self.result == *expected,
            "{lead}{scene}: after {}, `attempts` returned {:?} instead of {expected:?}",
            counted_tries(self.made),
            self.result
        );
        let tries = match expected {
            Ok(_) => return,
            Err(gave_up) => gave_up.tries as usize,
        };
        assert!(
            self.made == tries,
            "{scene}: {} tries were made, and `GaveUp` says {tries}",
            self.made
        );
    }

    #[track_caller]
    fn took_turns(&self) {
        assert!(
            self.peak == 1,
            "{} tries ran at the same time: a try begins when the last one has ended",
            self.peak
        );
    }
}

/// Tries in turn, each of which takes 7 ms; after them, one succeeds.
async fn run(policy: &Policy, before: u64, tries: &[Try]) -> End {
    let bytes = Cell::new(before);
    let made = Cell::new(0);
    let ended = Cell::new(None);
    let waits = RefCell::new(Vec::new());
    let gauge = Gauge::new();
    let one = async || {
        let _pass = gauge.enter();
        if let Some(ended) = ended.get() {
            waits.borrow_mut().push(virtual_ms() - ended);
        }
        let this = tries.get(made.get());
        made.set(made.get() + 1);
        sleep(Duration::from_millis(7)).await;
        ended.set(Some(virtual_ms()));
        let Some(this) = this else {
            return Ok("the file");
        };
        if let Some(now) = this.bytes {
            bytes.set(now);
        }
        Err(this.failure.clone())
    };
    // Far more than any of these waits.
    let limit = Duration::from_secs(20 * 3_600);
    let result = timeout(limit, attempts(policy, || bytes.get(), one)).await;
    let Ok(result) = result else {
        panic!(
            "after {} tries, `attempts` still waits after {} hours",
            made.get(),
            limit.as_secs() / 3_600
        );
    };
    End {
        result,
        made: made.get(),
        waits: waits.into_inner(),
        after_last: virtual_ms() - ended.get().unwrap_or_default(),
        peak: gauge.peak(),
    }
}

/// Which of the waits is the first that differs, and the two.
fn first_difference(waits: &[u64], wanted: &[u64]) -> Option<(usize, Option<u64>, Option<u64>)> {
    (0..waits.len().max(wanted.len()))
        .map(|at| (at, waits.get(at).copied(), wanted.get(at).copied()))
        .find(|(_, was, wanted)| was != wanted)
}

fn in_words(failure: &Failure) -> String {
    match failure {
        Failure::Status {
            status,
            retry_after: Some(asked),
        } => format!("{status} with a `retry_after` of {} ms", asked.as_millis()),
        other => format!("{other:?}"),
    }
}

fn in_ms(wait: Option<u64>) -> String {
    wait.map_or("none".to_owned(), |ms| format!("{ms} ms"))
}

fn policy(attempts: u32, first: u64, most: u64) -> Policy {
    Policy {
        attempts,
        first: Duration::from_millis(first),
        most: Duration::from_millis(most),
    }
}

fn reset(n: u32) -> Failure {
    Failure::Reset(format!("failure {n}"))
}

fn too_short() -> Failure {
    Failure::TooShort {
        got: 5,
        expected: 10,
    }
}

fn answered(status: u16, retry_after: Option<u64>) -> Failure {
    Failure::Status {
        status,
        retry_after: retry_after.map(Duration::from_millis),
    }
}
