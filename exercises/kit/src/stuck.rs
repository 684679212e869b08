//! Why a check does not come to its end.

pub(crate) mod threads;
mod watchdog;

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use crate::current::lock;
use threads::ticks_and_state;

pub(crate) use watchdog::{Bounds, Watchdog};

/// So many polls of a check's body while the paused clock stands still are a loop without an end. No
/// check of the book needs half of them.
const MOST_POLLS: u64 = 300_000;

/// What the watchdog can see of a check from outside.
#[derive(Default)]
pub(crate) struct Pulse {
    polls: AtomicU64,
    waker: Mutex<Option<Waker>>,
    /// Set by the watchdog together with a wake; cleared by the poll that follows.
    asked: AtomicBool,
    runtime: OnceLock<Handle>,
    /// On Linux, the file that tells whether the check's thread runs or sleeps.
    stat: OnceLock<PathBuf>,
}

impl Pulse {
    pub(crate) fn polls(&self) -> u64 {
        self.polls.load(Ordering::Relaxed)
    }

    pub(crate) fn has_runtime(&self, handle: Handle) {
        let _ = self.runtime.set(handle);
    }

    /// To be called on the check's own thread.
    pub(crate) fn has_thread(&self) {
        // "4711/task/4712": absent on other systems, and in a sandbox without /proc.
        if let Ok(thread) = std::fs::read_link("/proc/thread-self") {
            let _ = self
                .stat
                .set(PathBuf::from("/proc").join(thread).join("stat"));
        }
    }

    /// Counts the polls of the check's body, and keeps its waker for the watchdog. Ends with `false`
    /// where the clock is `paused` and stands still through too many of them.
    pub(crate) async fn counted(
        &self,
        mut body: Pin<Box<dyn Future<Output = ()>>>,
        paused: bool,
    ) -> bool {
        let mut since = (0, tokio::time::Instant::now());
        std::future::poll_fn(|cx| {
            let polls = self.polls.fetch_add(1, Ordering::Relaxed) + 1;
            self.asked.store(false, Ordering::Release);
            *lock(&self.waker) = Some(cx.waker().clone());
            // The clock is asked now and then only.
            if paused && polls.is_multiple_of(4_096) {
                let now = tokio::time::Instant::now();
                if now != since.1 {
                    since = (polls, now);
                } else if polls - since.0 > MOST_POLLS {
                    return Poll::Ready(false);
                }
            }
            body.as_mut().poll(cx).map(|()| true)
        })
        .await
    }

    /// Wakes the body and sees whether somebody polls it within `patience`: a thread that is inside a
    /// poll cannot.
    fn comes_back_from_polls(&self, patience: Duration) -> bool {
        let Some(waker) = lock(&self.waker).clone() else {
            return false;
        };
        self.asked.store(true, Ordering::Release);
        waker.wake();
        let until = Instant::now() + patience;
        while Instant::now() < until {
            if !self.asked.load(Ordering::Acquire) {
                return true;
            }
            thread::sleep(Duration::from_millis(5));
        }
        false
    }

    /// Whether the runtime goes on working in tasks, rather than being parked. Looks longer where it
    /// sees nothing: a starved machine may not have let it run.
    fn goes_on_working(&self) -> bool {
        let busy = || self.runtime.get().and_then(total_busy).unwrap_or_default();
        let (before, polls) = (busy(), self.polls());
        (0..10).any(|_| {
            thread::sleep(Duration::from_millis(100));
            // The watchdog's own wake is one poll, and some microseconds.
            busy().saturating_sub(before) > Duration::from_millis(20) || self.polls() - polls > 10
        })
    }
}

#[cfg(target_has_atomic = "64")]
fn total_busy(runtime: &Handle) -> Option<Duration> {
    let metrics = runtime.metrics();
    Some(
        (0..metrics.num_workers())
            .map(|worker| metrics.worker_total_busy_duration(worker))
            .sum(),
    )
}

#[cfg(not(target_has_atomic = "64"))]
fn total_busy(_: &Handle) -> Option<Duration> {
    None
}

/// What the watchdog knows by the time it gives up.
pub(crate) struct Hang {
    /// How long the check has run.
    pub(crate) after: Duration,
    /// Whether every thread waits for another one of the process: see [`threads::Look`].
    pub(crate) nothing_can_go_on: bool,
    /// How long a thread that is free may take to answer.
    pub(crate) patience: Duration,
}

/// Says in a sentence why the check has not ended.
pub(crate) fn diagnose(pulse: &Pulse, hang: &Hang) -> String {
    let since = match hang.nothing_can_go_on {
        true => "every thread waits for another one, without a time limit".to_owned(),
        false => format!("after {}", seconds(hang.after)),
    };
    let after = seconds(hang.after);
    let runs = || match hang.nothing_can_go_on {
        true => Some(false),
        false => runs(pulse),
    };
    if pulse.runtime.get().is_none() {
        return match runs() {
            Some(true) => format!(
                "it spins: the call has not returned after {after}, and its thread is busy all the \
                 time, in a loop or a computation without an end"
            ),
            Some(false) => format!(
                "its thread is blocked: the call has not returned ({since}). It waits for something \
                 that never comes: a thread to join, a message to receive, a lock to take"
            ),
            None => {
                format!("the call has not returned after {after}: it loops or it is blocked")
            }
        };
    }
    if !pulse.comes_back_from_polls(hang.patience) {
        return match runs() {
            Some(true) => format!(
                "it spins inside one poll: after {after} its thread is still busy in a loop that does \
                 not await, and no other task can run on it"
            ),
            Some(false) => format!(
                "it blocks its thread: a poll has not come back ({since}). A call that blocks \
                 (thread::sleep, block_on, a lock, recv or join of std) holds the thread that every \
                 other task needs"
            ),
            None => format!(
                "its thread never came back from a poll in {after}: it blocks, or loops without an \
                 await, and no other task can run on it"
            ),
        };
    }
    if !hang.nothing_can_go_on && pulse.goes_on_working() {
        return format!(
            "it spins: after {after} tasks are still polled again and again ({} polls of the check \
             alone) and nothing comes of it. A future wakes itself, or a loop never waits",
            pulse.polls()
        );
    }
    format!(
        "it waits for ever: every task is waiting and nothing has woken one ({since}). A blocking \
         call that does not end, or a message that is never sent, keeps it from its end"
    )
}

fn seconds(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1_000 => format!("0.{} s", (millis / 100).max(1)),
        millis => format!("{} s", millis / 1_000),
    }
}

/// Whether the check's thread runs (rather than sleeps), where the system tells.
fn runs(pulse: &Pulse) -> Option<bool> {
    let stat = pulse.stat.get()?;
    let (mut running, looks) = (0, 5);
    let before = ticks_and_state(stat)?.0;
    let mut after = before;
    for _ in 0..looks {
        thread::sleep(Duration::from_millis(20));
        let (ticks, state) = ticks_and_state(stat)?;
        after = ticks;
        running += usize::from(state == 'R');
    }
    Some(running > looks / 2 || after - before >= 3)
}
