//! Why a check does not end. Each sentence states what was observed; what is so in general follows as
//! the idea.

pub(crate) mod threads;
mod watchdog;

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use crate::current::lock;
use crate::text::thousands;
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

    /// Whether the check's thread is the one of this folder in /proc.
    fn is_thread(&self, folder: &Path) -> bool {
        let own = self.stat.get().and_then(|stat| stat.parent()?.file_name());
        own.is_some() && own == folder.file_name()
    }

    /// Counts the polls of the check's body, and keeps its waker for the watchdog. Ends with `false`
    /// if the clock is `paused` and stands still through too many of them.
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

    /// Wakes the body and sees whether it is polled within `patience`: its thread cannot do so while it
    /// is inside another poll.
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
    /// Which thread is the busiest, if the check was given up for the processor time that it has taken.
    pub(crate) busiest: Option<Busiest>,
}

/// A thread that takes processor time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Busiest {
    /// The one that the check began on.
    Own,
    Other,
}

/// In general: of a thread that is busy.
const LOOPS: &str = "A loop whose condition is never met keeps its thread busy, and so does a wait that asks \
                     again and again instead of sleeping.";
/// Of a poll that is busy.
const LOOPS_IN_A_POLL: &str = "While a poll runs, its thread can run no other task. A loop that waits for something must \
                               await it, or return Pending.";
/// Of a call that waits.
const BLOCKS: &str = "A call that takes a lock, receives a message, joins a thread or parks sleeps until another \
                      thread ends its wait.";
/// Of a poll that waits.
const BLOCKS_IN_A_POLL: &str = "A call that blocks (thread::sleep, block_on, a lock, recv or join of std) holds the thread \
                                that the other tasks need.";
/// Of a runtime that is busy.
const WAKES_ITSELF: &str = "A future that wakes itself in every poll, or a loop around a yield, keeps the executor busy \
                            without waiting for anything. It needs an end, or something that it waits for.";
/// Of tasks that wait.
const WAITS: &str = "A task that waits is polled again only after its waker was called. Look for a waker that was not \
                     kept, a message that is not sent, or a blocking call that does not end.";

/// Says why the check has not ended: what was seen and, after a blank line, what is so in general.
pub(crate) fn diagnose(pulse: &Pulse, hang: &Hang) -> String {
    let (seen, idea) = seen(pulse, hang);
    format!("{seen}\n\n{idea}")
}

fn seen(pulse: &Pulse, hang: &Hang) -> (String, &'static str) {
    let since = match hang.nothing_can_go_on {
        true => "every thread waits for another one, without a time limit".to_owned(),
        false => format!("after {}", seconds(hang.after)),
    };
    let after = seconds(hang.after);
    let runs = || match (hang.busiest, hang.nothing_can_go_on) {
        (Some(busiest), _) => Some(busiest == Busiest::Own),
        (None, true) => Some(false),
        (None, false) => runs(pulse),
    };
    let other = hang.busiest == Some(Busiest::Other);
    if pulse.runtime.get().is_none() {
        if other {
            let seen = format!(
                "it spins: after {after} the check has not returned, and a thread other than its own is \
                 busy"
            );
            return (seen, LOOPS);
        }
        return match runs() {
            Some(true) => (
                format!(
                    "it spins: after {after} the call has not returned, and its thread is busy"
                ),
                LOOPS,
            ),
            Some(false) => (
                format!(
                    "its thread is blocked: the call has not returned ({since}), and its thread sleeps"
                ),
                BLOCKS,
            ),
            None => (
                format!("the call has not returned after {after}: it loops, or it is blocked"),
                LOOPS,
            ),
        };
    }
    if !pulse.comes_back_from_polls(hang.patience) {
        return match runs() {
            Some(true) => (
                format!(
                    "it spins inside one poll: after {after} the poll has not returned, and its thread \
                     is busy"
                ),
                LOOPS_IN_A_POLL,
            ),
            Some(false) => (
                format!(
                    "it blocks its thread: a poll has not returned ({since}){}",
                    if other {
                        ", and another thread is busy"
                    } else {
                        ""
                    }
                ),
                BLOCKS_IN_A_POLL,
            ),
            None => (
                format!(
                    "its thread never came back from a poll in {after}: it blocks, or it loops without \
                     an await"
                ),
                LOOPS_IN_A_POLL,
            ),
        };
    }
    let polls = thousands(usize::try_from(pulse.polls()).unwrap_or(usize::MAX));
    if !hang.nothing_can_go_on && pulse.goes_on_working() {
        let seen = format!(
            "it spins: after {after} the runtime still polls tasks all the time ({polls} polls of the \
             check itself)"
        );
        return (seen, WAKES_ITSELF);
    }
    if other {
        let seen =
            format!("it waits: after {after} the check is pending, and another thread is busy");
        return (seen, LOOPS);
    }
    let seen =
        format!("it waits: the check is pending, and its runtime has nothing to do ({since})");
    (seen, WAITS)
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
