//! Why a check does not come to its end.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use crate::current::lock;

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

    /// Counts the polls of the check's body, and keeps its waker for the watchdog.
    pub(crate) async fn counted(&self, body: impl Future<Output = ()>) {
        let mut body = std::pin::pin!(body);
        std::future::poll_fn(|cx| {
            self.polls.fetch_add(1, Ordering::Relaxed);
            self.asked.store(false, Ordering::Release);
            *lock(&self.waker) = Some(cx.waker().clone());
            match body.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(()),
                Poll::Pending => Poll::Pending,
            }
        })
        .await;
    }

    /// Wakes the body and sees whether somebody polls it: a thread that is inside a poll cannot.
    fn comes_back_from_polls(&self) -> bool {
        let Some(waker) = lock(&self.waker).clone() else {
            return false;
        };
        self.asked.store(true, Ordering::Release);
        waker.wake();
        // Long, for a machine whose every core is busy; a thread that is free answers at once.
        let patience = Instant::now() + Duration::from_secs(1);
        while Instant::now() < patience {
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

/// Says in a sentence why the check has not ended after `seconds`.
pub(crate) fn diagnose(pulse: &Pulse, seconds: u64) -> String {
    if pulse.runtime.get().is_none() {
        return match runs(pulse) {
            Some(true) => format!(
                "it spins: the call has not returned after {seconds} s, and its thread is busy all \
                 the time, in a loop or a computation without an end"
            ),
            Some(false) => format!(
                "its thread is blocked: the call has not returned after {seconds} s. It waits for \
                 something that never comes: a thread to join, a message to receive, a lock to take"
            ),
            None => {
                format!("the call has not returned after {seconds} s: it loops or it is blocked")
            }
        };
    }
    if !pulse.comes_back_from_polls() {
        return match runs(pulse) {
            Some(true) => format!(
                "it spins inside one poll: after {seconds} s its thread is still busy in a loop \
                 that does not await, and no other task can run on it"
            ),
            Some(false) => format!(
                "it blocks its thread: after {seconds} s a poll has not come back. A call that \
                 blocks (thread::sleep, block_on, a lock, recv or join of std) holds the thread \
                 that every other task needs"
            ),
            None => format!(
                "its thread never came back from a poll in {seconds} s: it blocks, or loops \
                 without an await, and no other task can run on it"
            ),
        };
    }
    if pulse.goes_on_working() {
        return format!(
            "it spins: after {seconds} s tasks are still polled again and again ({} polls of the \
             check alone) and nothing comes of it. A future wakes itself, or a loop never waits",
            pulse.polls()
        );
    }
    format!(
        "it waits for ever: after {seconds} s every task is waiting and nobody has woken one. A \
         blocking call that does not end, or a message that is never sent, keeps it from its end"
    )
}

/// Whether the check's thread runs (rather than sleeps), where the system tells.
fn runs(pulse: &Pulse) -> Option<bool> {
    let stat = pulse.stat.get()?;
    let (mut running, looks) = (0, 10);
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

/// The processor time of a thread, in ticks, and its state: see proc_pid_stat(5).
fn ticks_and_state(stat: &PathBuf) -> Option<(u64, char)> {
    let text = std::fs::read_to_string(stat).ok()?;
    // The name stands in parentheses and may hold anything, spaces and parentheses too.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let state = fields.first()?.chars().next()?;
    let user: u64 = fields.get(11)?.parse().ok()?;
    let system: u64 = fields.get(12)?.parse().ok()?;
    Some((user + system, state))
}
