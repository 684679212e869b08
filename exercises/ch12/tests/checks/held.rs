//! Work that waits until the check lets it go on, and what has been seen of it.

#![allow(dead_code, reason = "each exercise uses a part of it")]

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{Id, try_id};
use tokio::time::timeout;

/// How long the check waits. Only an answer that is wrong lets it wait so long.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long work waits that the check cannot let go, because it is on the check's own thread. Longer, so that work
/// on another thread is held until the check has given up.
const HELD: Duration = Duration::from_millis(3_500);

/// The check's side. When it is dropped, all work goes on: a runtime waits for its blocking threads.
pub struct Held(Worker);

/// The side of the work.
#[derive(Clone)]
pub struct Worker(Arc<Shared>);

struct Shared {
    seen: Mutex<Seen>,
    let_go: Condvar,
    changes: watch::Sender<()>,
}

/// What has been seen of the work so far.
#[derive(Clone, Default)]
pub struct Seen {
    /// Which pieces of work have begun, in this order, and on which threads.
    pub begun: Vec<(usize, ThreadId)>,
    /// In which tasks or blocking calls of tokio they have begun, in the same order.
    pub tasks: Vec<Option<Id>>,
    /// Which have come to their end, in this order.
    pub ended: Vec<usize>,
    /// The most that were at work at the same time.
    pub peak: usize,
    /// Whether a piece of work was not let go for so long that it went on.
    pub gave_up: bool,
    free: BTreeSet<usize>,
    all_free: bool,
}

impl Seen {
    /// How many have begun and not ended.
    pub fn at_work(&self) -> usize {
        self.begun.len() - self.ended.len()
    }

    /// Which have begun, in the order of their names.
    pub fn names(&self) -> Vec<usize> {
        let mut names: Vec<usize> = self.begun.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names
    }
}

impl Worker {
    /// A piece of work: ends when it is let go.
    pub fn work(&self, name: usize) {
        self.change(|seen| {
            seen.begun.push((name, thread::current().id()));
            seen.tasks.push(try_id());
            seen.peak = seen.peak.max(seen.at_work());
        });
        let held = |seen: &mut Seen| !seen.all_free && !seen.free.contains(&name);
        let (seen, waited) = self
            .0
            .let_go
            .wait_timeout_while(self.lock(), HELD, held)
            .unwrap_or_else(PoisonError::into_inner);
        drop(seen);
        self.change(|seen| {
            if waited.timed_out() {
                seen.gave_up = true;
                seen.all_free = true;
            }
            seen.ended.push(name);
        });
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.lock());
        self.0.let_go.notify_all();
        self.0.changes.send_replace(());
    }
}

impl Held {
    /// Nothing has begun.
    pub fn new() -> Self {
        Self(Worker(Arc::new(Shared {
            seen: Mutex::default(),
            let_go: Condvar::new(),
            changes: watch::Sender::new(()),
        })))
    }

    /// What the work calls.
    pub fn worker(&self) -> Worker {
        self.0.clone()
    }

    /// Lets one piece of work go on.
    pub fn let_go(&self, name: usize) {
        self.0.change(|seen| {
            seen.free.insert(name);
        });
    }

    /// Lets all work go on, and what begins later too.
    pub fn let_all_go(&self) {
        self.0.change(|seen| seen.all_free = true);
    }

    /// What has been seen so far.
    pub fn seen(&self) -> Seen {
        self.0.lock().clone()
    }

    /// Waits until this holds. `false` if it has not come to hold for long.
    pub async fn until(&self, holds: impl Fn(&Seen) -> bool) -> bool {
        let mut changes = self.0.0.changes.subscribe();
        let wait = async {
            while !holds(&self.seen()) {
                changes.changed().await.expect("the sender is here");
            }
        };
        timeout(PATIENCE, wait).await.is_ok()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.let_all_go();
    }
}
