//! The door must say what happened: a wrong diagnosis would mislead the readers of every chapter.

use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use tokio::sync::{Notify, oneshot};

use super::{Body, Check};
use crate::failure::Kind;
use crate::report::{Report, Status};
use crate::stuck::Bounds;
use crate::{Gauge, note, watch};

/// Code that is neither the checks' nor the kit's, as far as the place of its panic tells.
mod answer {
    pub fn panics() {
        let current = crate::current::Current::get().unwrap();
        current.panicked("the answer's own", "exercises/ch99/src/sample.rs:7");
        std::panic::resume_unwind(Box::new("the answer's own"));
    }
}

fn check() -> Check {
    Check {
        package: "ch99",
        module: "checks::sample",
        name: "it_keeps_its_promise",
        why: "",
        file: file!(),
        line: line!(),
        real_time: false,
        threads: 1,
        seconds: 1,
        body: Body::Call(|| {}),
    }
}

fn judge(check: &Check) -> Report {
    super::judge(check, Bounds::of(check))
}

fn judge_call(check: &Check, body: fn()) -> Report {
    let body = Body::Call(body);
    judge(&Check {
        body,
        ..check.clone()
    })
}

/// Judges a body that is written as an async closure without captures.
macro_rules! judge_future {
    ($check:expr, $body:expr $(,)?) => {{
        let body = Body::Future(|| Box::pin(($body)()));
        judge(&Check {
            body,
            ..$check.clone()
        })
    }};
}

fn real_time() -> Check {
    Check {
        real_time: true,
        ..check()
    }
}

#[track_caller]
fn expect(report: &Report, status: Status, words: &str) {
    assert_eq!(report.status, status, "{}", report.message(&check()));
    let message = report.message(&check());
    assert!(message.contains(words), "no {words:?} in {message:?}");
}

#[test]
fn a_body_that_returns_passes() {
    let report = judge_future!(&check(), || async { tokio::task::yield_now().await });
    assert_eq!(report.status, Status::Passed);
    let report = judge_call(&check(), || {});
    assert_eq!(report.status, Status::Passed);
}

#[test]
fn the_paused_clock_takes_no_real_time() {
    // The watchdog would not wait an hour.
    let report = judge_future!(&check(), || async {
        tokio::time::sleep(Duration::from_secs(3_600)).await;
        assert_eq!(crate::virtual_ms(), 3_600_000);
    });
    assert_eq!(report.status, Status::Passed);
}

#[test]
fn a_panic_fails_with_its_message_and_place() {
    let report = judge_future!(&check(), || async {
        panic!("the jobs ran one after another")
    });
    expect(&report, Status::Failed, "the jobs ran one after another");
    assert!(
        report.at(&check()).starts_with(file!()),
        "{}",
        report.at(&check())
    );
}

#[test]
fn a_panic_in_a_task_is_told_beside_the_one_that_ended_the_check() {
    // std's words say nothing of what happened.
    let report = judge_future!(&check(), || async {
        tokio::spawn(async { panic!("the task's own") })
            .await
            .unwrap()
    });
    expect(&report, Status::Failed, "called `Result::unwrap()`");
    expect(&report, Status::Failed, "the task's own");
    // And what a task of the answer panicked with explains what a check saw.
    let report = judge_future!(&check(), || async {
        let task = tokio::spawn(async { answer::panics() });
        assert!(task.await.is_ok(), "the task was lost\n\nTasks end.");
    });
    expect(&report, Status::Failed, "the task was lost");
    expect(&report, Status::Failed, "the answer's own\n\nTasks end.");
    assert_eq!(report.kind(&check()), Kind::Answer);
}

#[test]
fn a_panic_of_the_checks_that_the_answer_catches_is_expected() {
    let report = judge_call(&check(), || {
        let _ = std::panic::catch_unwind(|| panic!("on purpose"));
        panic!("in other words");
    });
    assert_eq!(report.message(&check()), "in other words");
    assert_eq!(report.kind(&check()), Kind::Assertion);
    // A check that does not end has no words of its own: then it may explain why.
    let report = judge_future!(&check(), || async {
        let _ = std::panic::catch_unwind(|| panic!("on purpose"));
        Notify::new().notified().await;
    });
    expect(&report, Status::Hung, "on purpose");
}

#[test]
fn the_values_of_an_assertion_come_after_the_checks_own_words() {
    let report = judge_call(&check(), || {
        assert_eq!(1 + 1, 3, "right with 1, wrong with 2\n\nSums are exact.");
    });
    assert_eq!(
        report.message(&check()),
        "right with 1, wrong with 2\n  left: 2\n right: 3\n\nSums are exact."
    );
}

#[test]
fn when_all_tasks_wait_it_is_a_deadlock_and_is_seen_at_once() {
    // The watchdog would wait a day, and say something else.
    let patient = Check {
        seconds: 24 * 60 * 60,
        ..check()
    };
    let report = judge_future!(&patient, || async { Notify::new().notified().await });
    expect(&report, Status::Hung, "deadlock: every task is waiting");
}

#[test]
fn a_loop_around_a_timer_is_no_deadlock() {
    let report = judge_future!(
        &Check {
            seconds: 30,
            ..check()
        },
        || async {
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        },
    );
    expect(&report, Status::Hung, "still fire again and again");
}

#[test]
fn a_loop_around_a_timer_of_hours_is_no_deadlock() {
    let report = judge_future!(&check(), || async {
        loop {
            tokio::time::sleep(Duration::from_secs(5 * 3_600)).await;
        }
    });
    expect(&report, Status::Hung, "still fire again and again");
}

#[test]
fn a_thread_that_wakes_a_waiting_body_is_waited_for() {
    let report = judge_future!(&check(), || async {
        let (send, receive) = oneshot::channel();
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(30));
            send.send(())
        });
        receive.await.unwrap();
    });
    assert_eq!(report.status, Status::Passed);
}

#[test]
fn a_body_that_wakes_itself_spins() {
    let report = judge_future!(&check(), || async {
        loop {
            tokio::task::yield_now().await;
        }
    });
    expect(&report, Status::Hung, "it spins: ");
}

#[test]
fn a_task_that_wakes_itself_spins_though_the_body_only_waits() {
    let report = judge_future!(&check(), || async {
        let spinner = tokio::spawn(async {
            loop {
                tokio::task::yield_now().await;
            }
        });
        spinner.await.unwrap();
    });
    expect(&report, Status::Hung, "it spins: after 1 s");
}

#[test]
fn a_blocked_thread_is_told_from_a_spinning_one() {
    let report = judge_future!(&check(), || async {
        let (_sender, receiver) = mpsc::channel::<()>();
        let _ = receiver.recv();
    });
    let words = if cfg!(target_os = "linux") {
        "it blocks its thread"
    } else {
        "never came back from a poll"
    };
    expect(&report, Status::Hung, words);
}

#[test]
fn a_loop_without_an_await_is_named() {
    let report = judge_future!(&check(), || async {
        // Ends by itself, long after the check gave up: the test binary must not be kept busy.
        let began = std::time::Instant::now();
        while began.elapsed() < Duration::from_secs(4) {
            std::hint::spin_loop();
        }
    });
    let words = if cfg!(target_os = "linux") {
        "it spins inside one poll"
    } else {
        "never came back from a poll"
    };
    expect(&report, Status::Hung, words);
}

#[test]
fn in_real_time_a_body_that_is_not_woken_is_said_to_wait() {
    let report = judge_future!(&real_time(), || async { Notify::new().notified().await });
    expect(&report, Status::Hung, "it waits: ");
}

#[test]
fn a_call_that_blocks_is_named_without_a_runtime_too() {
    let report = judge_call(&check(), || {
        let lock = Arc::new(Mutex::new(()));
        let _first = lock.lock();
        let held = Arc::clone(&lock);
        let _ = thread::spawn(move || drop(held.lock())).join();
    });
    let words = if cfg!(target_os = "linux") {
        "its thread is blocked"
    } else {
        "has not returned"
    };
    expect(&report, Status::Hung, words);
}

#[test]
fn workers_of_a_multi_thread_runtime_record_into_the_same_check() {
    let two = Check {
        threads: 2,
        real_time: true,
        ..check()
    };
    let report = judge_future!(&two, || async {
        tokio::spawn(async { note("from a worker") }).await.unwrap();
        let events = crate::Recorder::current().events();
        assert_eq!(events.len(), 1, "{events:?}");
    });
    expect(&report, Status::Passed, "");
}

#[test]
fn a_failing_check_shows_what_its_jobs_did() {
    let report = judge_future!(&check(), || async {
        let gauge = Gauge::new();
        gauge.job("A", 100, ()).await;
        gauge.job("B", 100, ()).await;
        watch("C", async {}).await;
        assert!(gauge.peak() == 2, "at most {} was in flight", gauge.peak());
    });
    expect(&report, Status::Failed, "at most 1 was in flight");
    let timeline = report.timeline();
    assert!(timeline.contains("t (ms)"), "{timeline}");
    assert!(timeline.contains("A          #"), "{timeline}");
}

#[test]
fn a_panic_inside_std_is_not_said_to_be_in_the_answer() {
    let report = judge_future!(&check(), || async {
        let mut spent = std::pin::pin!(watch("C", async {}));
        spent.as_mut().await;
        spent.await;
    });
    expect(
        &report,
        Status::Failed,
        "a finished future must not be polled",
    );
    let message = report.message(&check());
    assert!(!message.contains("in your answer"), "{message}");
}

#[test]
fn a_panic_that_a_check_has_caught_is_no_part_of_its_report() {
    let report = judge_call(&check(), || {
        let panic = crate::caught(|| panic!("the answer's")).unwrap_err();
        assert_eq!(panic.message, "the answer's");
        assert!(panic.at.contains("tests.rs:"), "{}", panic.at);
        panic!("in other words");
    });
    let message = report.message(&check());
    assert!(message.contains("in other words"), "{message}");
    assert!(!message.contains("the answer's"), "{message}");
}
