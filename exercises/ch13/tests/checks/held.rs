//! Checks of held.

use std::cell::Cell;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use ch13::held::{Journal, run};
use futures::future::join;
use kit::{DropProbe, check, virtual_ms};
use tokio::time::{sleep, timeout};

use crate::symptom;

#[check]
async fn the_job_returns_even_if_it_waits_for_the_journal_when_a_line_is_due() {
    the_job_returns().await;
    for cost in [1, 9, 15, 100] {
        // An answer may let each line that is due wait for its turn. Then the next line of the job comes after all of them,
        // so at most five become due while one is written.
        for every in [2, 10, 35, 1_000]
            .into_iter()
            .filter(|every| cost <= 5 * every)
        {
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

#[check]
async fn the_job_goes_on_while_a_line_waits_or_is_written() {
    symptom::is_gone(the_job_returns()).await;
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
             journal came up to {late} ms late to its steps, instead of 0\n\n\
             While the body of an arm of `select!` runs, the futures of the other arms are not polled."
        );
        let (_, at) = ends.unwrap_or_default();
        assert!(
            busy || at == 300,
            "a job of 300 ms ended in time, and `run` returned after {at} ms: it has waited for the end of a line as well (a \
             line takes {cost} ms)\n\n\
             `run` ends when the job ends, also in the middle of a line. `join!`, for example, ends only when both have \
             ended."
        );
    }
}

#[check]
async fn a_line_is_written_each_time_that_it_is_due() {
    symptom::is_gone(the_job_returns()).await;
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
        let (right, written) = (right.count(), lines.len());
        let idea = match written as u64 {
            0 if cost > 0 => {
                "\n\nA write that is dropped before its end writes nothing: it needs its polls until then."
            }
            1 if cost == 0 => {
                "\n\nAfter a line comes the wait for the next one, as long as the job runs."
            }
            count if cost > 0 && count == takes / (every + cost) => {
                "\n\n`every` counts from one due time to the next. A `sleep` that begins after a line adds the time of writing."
            }
            _ => "",
        };
        assert!(
            right == want && written == want,
            "{}a job of {takes} ms, a line every {every} ms, and {cost} ms to write it: \"still running\" is due \
             {}, and the journal has it {}{idea}",
            if cost > 0 {
                "right if writing takes no time; "
            } else {
                ""
            },
            times(want),
            times(right)
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
        "lines a and b keep the journal busy while \"still running\" becomes due: {}the journal has {lines:?} instead of \
         [\"a\", \"b\", \"still running\"]{}",
        if lines.len() < 3 {
            "this line was left out, and "
        } else {
            ""
        },
        if lines.len() < 3 {
            "\n\nA line that is due while the journal is busy is not left out. It waits for its turn."
        } else {
            ""
        }
    );
}

#[check]
async fn a_dropped_run_drops_the_job_and_writes_nothing_more() {
    symptom::is_gone(the_job_returns()).await;
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
            "`run` was dropped after {after} ms: {more} lines were written after that, instead of none\n\n\
             A task that `run` spawns goes on without it. Whatever `run` starts has to end with it."
        );
    }
}

/// The scenario of the report.
async fn the_job_returns() {
    let journal = Journal::new(ms(100));
    let work = async {
        sleep(ms(1)).await;
        journal.write("job").await;
    };
    let (began, polled, woken) = (virtual_ms(), Cell::new(0), Arc::new(Mutex::new(None)));
    let mut work = Box::pin(work);
    let job = poll_fn(|cx| {
        polled.set(virtual_ms() - began);
        let waker = Waker::from(Arc::new(Noted {
            waker: cx.waker().clone(),
            at: Arc::clone(&woken),
        }));
        work.as_mut().poll(&mut Context::from_waker(&waker))
    });
    let both = join(journal.write("other"), run(&journal, ms(10), job));
    let ends = timeout(HOUR, both).await.is_ok();
    let woken = match *woken.lock().unwrap() {
        Some(at) => format!("woken for it at {} ms", at - began),
        None => "not woken for it".to_owned(),
    };
    assert!(
        ends,
        "the job waited for the journal when \"still running\" was due, and an hour later it still waits: it was {woken}, \
         and polled at {} ms for the last time\n\n\
         A future that waits for a lock gets it when its turn comes, and keeps it until it is polled. What polls the job \
         while the line waits for its turn?",
        polled.get()
    );
}

/// Notes when it was called.
struct Noted {
    waker: Waker,
    at: Arc<Mutex<Option<u64>>>,
}

impl Wake for Noted {
    fn wake(self: Arc<Self>) {
        *self.at.lock().unwrap() = Some(virtual_ms());
        self.waker.wake_by_ref();
    }
}

const HOUR: Duration = Duration::from_secs(3600);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}
