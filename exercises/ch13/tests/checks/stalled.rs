//! Checks of stalled.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, ThreadId};

use ch13::stalled::{BadRow, render};
use futures::FutureExt;
use kit::{check, panic_message, varied, varied_word};
use tokio::task::yield_now;

use crate::symptom;

#[check]
async fn other_tasks_go_on_while_a_report_is_rendered() {
    others_go_on(10_000).await;
    others_go_on(100_000).await;
    // Two reports at once, each in a task of its own.
    let desk = Desk::open();
    let reports = [5_000, 6_000].map(|rows| {
        let line = desk.line(|row| Ok(row.to_string()));
        tokio::spawn(render((0..rows).collect(), line))
    });
    for report in reports {
        let report = report.await;
        assert!(
            matches!(&report, Ok(Ok(_))),
            "of two reports at once, one ended with {report:?}"
        );
    }
    // In which order the three tasks get their turns is left to the runtime.
    desk.assert_others_ran("two reports at once", 1_200);
}

#[check]
async fn a_report_has_a_line_for_each_row_in_order() {
    symptom::is_gone(others_go_on(1_000)).await;
    let (word, large) = (varied_word("row"), varied(5_001, 3_001..=7_000) as usize);
    for rows in [256, 0, 1, 2, 99, 100, 101, 200, 1_000, large] {
        let desk = Desk::open();
        let name = word.clone();
        let line = desk.line(move |row| Ok(format!("{name} {row}")));
        let report = render((0..rows).collect(), line).await;
        let wanted: String = (0..rows).map(|row| format!("{word} {row}\n")).collect();
        let report = report.expect("each row has a line");
        let made = report.lines().count();
        assert!(
            made >= rows || !wanted.starts_with(&report),
            "a report of {rows} rows ends after {made} lines: the last {} are missing; a report of 1000 rows had all\n\n\
             Rows that do not fill a chunk are a chunk too.",
            rows - made
        );
        if let Some(number) = first_difference(&report, &wanted) {
            panic!(
                "a report of {rows} rows: line {number} must be {:?}, and is {:?}",
                wanted.lines().nth(number).unwrap_or("absent"),
                report.lines().nth(number).unwrap_or("absent"),
            );
        }
        assert!(
            report == wanted,
            "a report of {rows} rows: the lines are right, and the line breaks are not"
        );
        let calls = desk.calls();
        assert!(
            calls == rows,
            "a report of {rows} rows: `line` was called {calls} times instead of once for each"
        );
    }
}

#[check]
async fn the_first_bad_row_ends_the_report() {
    symptom::is_gone(others_go_on(1_000)).await;
    for (rows, bad) in [
        (1, 0),
        (10, 3),
        (10, 9),
        (300, varied(150, 2..=297) as usize),
        (1_000, 100),
        (1_000, 998),
    ] {
        let desk = Desk::open();
        let line = desk.line(move |row| match row {
            // A later bad row is not the first one.
            _ if row == bad || row == bad + 1 => Err(BadRow(format!("row {row}"))),
            _ => Ok(row.to_string()),
        });
        let report = render((0..rows).collect(), line).await;
        let scene = format!("of {rows} rows, row {bad} is the first bad one");
        assert!(
            report == Err(BadRow(format!("row {bad}"))),
            "{scene}: `render` returned {report:?} instead of the error of row {bad}"
        );
        let calls = desk.calls();
        assert!(
            calls == bad + 1,
            "{scene}: `render` returned its error, and `line` was called {calls} times instead of {}\n\n\
             Lines that come after a bad row are work for nothing: the error has to be seen before the next line is made.",
            bad + 1
        );
    }
}

#[check]
async fn a_panic_of_line_is_a_panic_of_render() {
    symptom::is_gone(others_go_on(1_000)).await;
    for bad in [0, 5, 150, 999] {
        let desk = Desk::open();
        let line = desk.line(move |row| match row {
            _ if row == bad => panic_any(Torn(bad)),
            _ => Ok(row.to_string()),
        });
        let rendering = render((0..1_000).collect(), line);
        let outcome = AssertUnwindSafe(rendering).catch_unwind().await;
        let scene = format!("`line` panicked for row {bad} of 1000");
        match outcome {
            Ok(report) => panic!(
                "{scene}, and `render` returned {} instead of panicking\n\n\
                 A panic on another thread, or in another task, is a value there: the code that awaits it must look at it.",
                match report {
                    Ok(text) => format!("a report of {} lines", text.lines().count()),
                    Err(error) => format!("{error:?}"),
                }
            ),
            Err(payload) => assert!(
                payload.downcast_ref::<Torn>() == Some(&Torn(bad)),
                "{scene} with a `Torn`, and `render` panicked with another payload: {:?}\n\n\
                 A `JoinError` that is unwrapped is a panic with a text of its own. The payload of `line` is inside it.",
                panic_message(&*payload)
            ),
        }
    }
}

/// What `line` panics with.
#[derive(Debug, PartialEq)]
struct Torn(usize);

/// The symptom: a large report, and a task that only wants its turns.
async fn others_go_on(rows: usize) {
    let desk = Desk::open();
    let line = desk.line(|row| Ok(row.to_string()));
    // How many lines each poll of `render` has made.
    let mut polls = Vec::new();
    let mut rendering = Box::pin(render((0..rows).collect(), line));
    let report = poll_fn(|cx| {
        let before = desk.calls();
        let poll = catch_unwind(AssertUnwindSafe(|| rendering.as_mut().poll(cx)));
        let poll = poll.unwrap_or_else(|payload| {
            assert!(
                !panic_message(&*payload).starts_with("can call blocking only"),
                "`render` calls `block_in_place`, which panics on a runtime with one thread, like this one\n\n\
                 `block_in_place` hands the other tasks of its thread to another thread of the runtime. If there is none, \
                 long work gives the others turns, or runs on a thread for blocking work."
            );
            resume_unwind(payload)
        });
        polls.push(desk.calls() - before);
        poll
    })
    .await;
    let lines = report.expect("each row has a line").lines().count();
    let most = desk.most();
    let within = polls.iter().max().copied().unwrap_or_default();
    let number = polls.iter().position(|made| *made == within);
    let (culprit, idea) = match (number, polls.len()) {
        _ if within < most => (
            "another task on this thread, not a poll of `render`, made".to_owned(),
            "A spawned task runs on a thread of the runtime. If there is one, only one task runs at a time, until its poll \
             returns.",
        ),
        (Some(number), 2..) => (
            format!("poll {} of {} of `render` made", number + 1, polls.len()),
            "A yield gives the others one turn. What comes after it, until the next one, is one poll again.",
        ),
        _ => (
            "`render` was polled once, never returned Pending, and made".to_owned(),
            "Other tasks get a turn only when a poll returns Pending. An await of what is ready at once does not return \
             Pending, and neither does a loop without an await.",
        ),
    };
    assert!(
        most <= 300,
        "a report of {rows} rows: {culprit} {most} lines on the runtime's thread before another task got a turn; 300 are \
         allowed\n\n{idea}"
    );
    assert!(lines == rows, "a report of {rows} rows has {lines} lines");
}

/// Counts the lines that are made between two turns of another task.
struct Desk {
    runtime: ThreadId,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    other: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    calls: usize,
    /// Lines made on the runtime's thread since the other task's last turn.
    since: usize,
    most: usize,
    turns: usize,
}

impl Desk {
    fn open() -> Self {
        let seen = Arc::<(Mutex<Seen>, Condvar)>::default();
        let other = tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                loop {
                    {
                        let mut seen = seen.0.lock().unwrap();
                        seen.turns += 1;
                        seen.since = 0;
                    }
                    seen.1.notify_all();
                    yield_now().await;
                }
            }
        });
        Self {
            runtime: thread::current().id(),
            seen,
            other,
        }
    }

    /// `make`, counted. On another thread it waits now and then until the other task has had a turn.
    fn line(
        &self,
        make: impl Fn(usize) -> Result<String, BadRow> + Send + 'static,
    ) -> impl Fn(&usize) -> Result<String, BadRow> + Send + 'static {
        let (runtime, seen) = (self.runtime, Arc::clone(&self.seen));
        move |&row| {
            let mut now = seen.0.lock().unwrap();
            now.calls += 1;
            if thread::current().id() == runtime {
                now.since += 1;
                now.most = now.most.max(now.since);
            } else if row % 500 == 0 {
                let turns = now.turns;
                now = seen.1.wait_while(now, |now| now.turns == turns).unwrap();
            }
            drop(now);
            make(row)
        }
    }

    /// The most lines between two turns.
    fn most(&self) -> usize {
        self.seen.0.lock().unwrap().most
    }

    fn calls(&self) -> usize {
        self.seen.0.lock().unwrap().calls
    }

    fn assert_others_ran(&self, scene: &str, allowed: usize) {
        let most = self.most();
        assert!(
            most <= allowed,
            "{scene}: {most} lines were made on the runtime's thread before another task got a turn; \
             {allowed} are allowed"
        );
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.other.abort();
    }
}

fn first_difference(report: &str, wanted: &str) -> Option<usize> {
    let (mut report, mut wanted) = (report.lines(), wanted.lines());
    let mut number = 0;
    loop {
        match (report.next(), wanted.next()) {
            (None, None) => return None,
            (ours, theirs) if ours != theirs => return Some(number),
            _ => number += 1,
        }
    }
}
