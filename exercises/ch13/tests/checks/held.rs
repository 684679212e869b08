//! Checks of held.

use std::cell::Cell;
use std::time::Duration;

use ch13::held::{Journal, run};
use futures::future::join;
use kit::{DropProbe, check, virtual_ms};
use tokio::time::{sleep, timeout};

/// A future that has a place in the queue of a lock gets the lock when its turn comes, and keeps it until it is
/// polled.
#[check]
async fn the_job_returns_even_if_it_waits_for_the_journal_when_a_line_is_due() {
    the_job_returns().await;
    for cost in [1, 9, 15, 100] {
        for every in [2, 10, 35, 1_000] {
            for writers in 0..3 {
                let journal = Journal::new(ms(cost));
                let job = async {
                    for line in ["a", "b", "c"] {
                        journal.write(line).await;
                        sleep(ms(3)).await;
                    }
                    7
                };
                let others = futures::future::join_all((0..writers).map(async |_| {
                    for _ in 0..5 {
                        journal.write("other").await;
                        sleep(ms(1)).await;
                    }
                }));
                let both = timeout(HOUR, join(others, run(&journal, ms(every), job))).await;
                let scene = format!(
                    "a line takes {cost} ms, one is due every {every} ms, and {writers} other tasks write"
                );
                assert!(
                    both.is_ok(),
                    "{scene}: after an hour the job of three lines, or another task, still waits"
                );
                let lines = journal.lines().await;
                let of_the_job: Vec<_> = lines.iter().filter(|line| line.len() == 1).collect();
                assert!(
                    of_the_job == ["a", "b", "c"] && both.is_ok_and(|(_, result)| result == 7),
                    "{scene}: the job wrote a, b and c, and the journal has {of_the_job:?}"
                );
            }
        }
    }
}

/// While the body of an arm of `select!` runs, the futures of the other arms are not polled.
#[check]
async fn the_job_goes_on_while_a_line_waits_or_is_written() {
    the_job_returns().await;
    for (cost, busy) in [(400, false), (400, true), (50, true), (5_000, false)] {
        let journal = Journal::new(ms(cost));
        let began = virtual_ms();
        let latest = Cell::new(0);
        let job = async {
            for step in 1..=30 {
                sleep(ms(10)).await;
                latest.set(latest.get().max(virtual_ms() - began - step * 10));
            }
        };
        let other = async {
            if busy {
                journal.write("other").await;
            }
        };
        let running = async {
            run(&journal, ms(25), job).await;
            virtual_ms() - began
        };
        let ends = timeout(HOUR, join(other, running)).await;
        let late = latest.get();
        let state = if busy { "busy" } else { "free" };
        assert!(
            late == 0 && ends.is_ok(),
            "a line takes {cost} ms, is due every 25 ms, and the journal is {state} at first: a job that uses no \
             journal came up to {late} ms late to its steps"
        );
        let (_, at) = ends.unwrap_or_default();
        assert!(
            busy || at == 300,
            "a job of 300 ms ran while lines of {cost} ms were due: `run` returned after {at} ms"
        );
    }
}

/// A line that is due while the journal is busy is no line less.
#[check]
async fn a_line_is_written_each_time_that_it_is_due() {
    the_job_returns().await;
    for (cost, every, takes, want) in [
        (0, 10, 105, 10),
        (0, 100, 99, 0),
        (0, 100, 101, 1),
        (0, 7, 7 * 50 + 3, 50),
        (4, 10, 105, 10),
        (900, 1_000, 100_950, 100),
    ] {
        let journal = Journal::new(ms(cost));
        run(&journal, ms(every), sleep(ms(takes))).await;
        let lines = journal.lines().await;
        let right = lines.iter().filter(|line| *line == "still running");
        assert!(
            right.count() == want && lines.len() == want,
            "a job of {takes} ms, a line every {every} ms, and {cost} ms to write it: \"still running\" is due \
             {want} times, and the journal has {} lines",
            lines.len()
        );
    }
    // The line is due at 100 ms, and two others keep the journal busy from 80 to 160 ms.
    let journal = Journal::new(ms(40));
    let other = async |line| {
        sleep(ms(80)).await;
        journal.write(line).await;
    };
    let job = run(&journal, ms(100), sleep(ms(210)));
    futures::future::join3(other("a"), other("b"), job).await;
    let lines = journal.lines().await;
    assert!(
        lines == ["a", "b", "still running"],
        "lines a and b keep the journal busy while \"still running\" becomes due: the journal has {lines:?}"
    );
}

/// Whatever `run` starts has to end with it.
#[check]
async fn a_dropped_run_drops_the_job_and_writes_nothing_more() {
    the_job_returns().await;
    for after in [1, 15, 25, 60] {
        let journal = Journal::new(ms(20));
        let probe = DropProbe::new();
        let token = probe.token("the job");
        let job = async {
            let _token = token;
            loop {
                journal.write("job").await;
            }
        };
        let _ = timeout(ms(after), run(&journal, ms(10), job)).await;
        assert!(
            probe.alive() == 0,
            "`run` was dropped after {after} ms, and its job has not been dropped"
        );
        let free = timeout(HOUR, journal.lines()).await;
        let Ok(before) = free else {
            panic!("`run` was dropped after {after} ms: an hour later the journal is still locked");
        };
        sleep(HOUR).await;
        let more = journal.lines().await.len() - before.len();
        assert!(
            more == 0,
            "`run` was dropped after {after} ms: {more} lines were written after that"
        );
    }
}

/// The scenario of the report.
async fn the_job_returns() {
    let journal = Journal::new(ms(100));
    let job = async {
        sleep(ms(1)).await;
        journal.write("job").await;
    };
    let both = join(journal.write("other"), run(&journal, ms(10), job));
    assert!(
        timeout(HOUR, both).await.is_ok(),
        "the job waited for the journal when \"still running\" was due: after an hour it still waits\n\n\
         This is the symptom of the report. Which future has to be polled next, and what polls it?"
    );
}

const HOUR: Duration = Duration::from_secs(3600);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
