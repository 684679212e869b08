//! Checks of stalled.

use std::panic::{AssertUnwindSafe, panic_any};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, ThreadId};

use ch13::stalled::{BadRow, render};
use futures::FutureExt;
use kit::check;
use tokio::task::yield_now;

/// A task that does not reach an await keeps its thread. Nothing else of that runtime runs meanwhile: no other task,
/// no timer.
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

/// What is fixed is when the lines are made, not what the report says.
#[check]
async fn a_report_has_a_line_for_each_row_in_order() {
    others_go_on(1_000).await;
    for rows in [0, 1, 2, 99, 100, 101, 200, 256, 1_000, 5_001] {
        let desk = Desk::open();
        let line = desk.line(|row| Ok(format!("row {row}")));
        let report = render((0..rows).collect(), line).await;
        let wanted: String = (0..rows).map(|row| format!("row {row}\n")).collect();
        let report = report.expect("each row has a line");
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
            "a report of {rows} rows: `line` was called {calls} times"
        );
    }
}

/// The error says which row it was. Lines that come after it are work for nothing.
#[check]
async fn the_first_bad_row_ends_the_report() {
    others_go_on(1_000).await;
    for (rows, bad) in [
        (1, 0),
        (10, 3),
        (10, 9),
        (300, 150),
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
            "{scene}: `render` returned {report:?}"
        );
        let calls = desk.calls();
        assert!(
            calls == bad + 1,
            "{scene}: `line` was called {calls} times, and {} were needed",
            bad + 1
        );
    }
}

/// A panic on another thread, or in another task, is a value there: the code that awaits it must look at it.
#[check]
async fn a_panic_of_line_is_a_panic_of_render() {
    others_go_on(1_000).await;
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
                "{scene}, and `render` returned {}",
                match report {
                    Ok(text) => format!("a report of {} lines", text.lines().count()),
                    Err(error) => format!("{error:?}"),
                }
            ),
            Err(payload) => assert!(
                payload.downcast_ref::<Torn>() == Some(&Torn(bad)),
                "{scene} with a `Torn`, and `render` panicked with another payload"
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
    let report = render((0..rows).collect(), line).await;
    let lines = report.expect("each row has a line").lines().count();
    desk.assert_others_ran(&format!("a report of {rows} rows"), 300);
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

    fn calls(&self) -> usize {
        self.seen.0.lock().unwrap().calls
    }

    fn assert_others_ran(&self, scene: &str, allowed: usize) {
        let most = self.seen.0.lock().unwrap().most;
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
