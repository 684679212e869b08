//! # Many tasks on one thread
//!
//! This is the executor itself: it takes futures in, keeps them, polls those that were woken, and sleeps
//! when none was. A **task** is a future that the executor owns. What the other exercises of this chapter
//! build is in here too, small; you may take over what you have.
//!
//! Write `Executor` and `Spawner`. They are judged by these promises:
//!
//! - `spawn` polls nothing; it may be called before `run_until`, from within a task, and from another thread,
//!   which then wakes the executor.
//! - `run_until` runs the tasks, and `main` among them, on the calling thread, and returns `main`'s output
//!   as soon as it is ready. The tasks that are not over stay, and go on with the next `run_until`.
//! - `main` is polled first, also where tasks are left of an earlier `run_until`. From then on all are polled
//!   in the one order of their spawns and wake-ups.
//! - A task is polled once at first, and then once for all the wake-ups since its last poll began; a task
//!   that was not woken is not polled. One that wakes itself during its poll is polled again, after those
//!   that wait already. The same holds for `main`, which the waker of an earlier `main` does not wake.
//! - While nothing is woken, the thread sleeps. No wake-up is lost, whatever thread it comes from, and however
//!   many tasks are waiting for their turns.
//! - A task that is over is dropped at once, as `main` is before `run_until` returns, and its waker can still
//!   be called. Whenever a task or `main` is dropped, it may spawn and wake.
//! - A task that panics ends `run_until` with that panic, and is dropped, as `main` is. The other tasks are
//!   not lost: the next `run_until` goes on with them.
//! - Dropping the executor drops all its tasks at once, also where somebody keeps one of their wakers. What
//!   is spawned afterwards is dropped.
//!
//! Take locks, atomics, channels and threads from `crate::sync`: the checks try many orders of the
//! threads' steps.

use crate::sync::Arc;

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    spawner: Spawner,
}

/// Hands new tasks to an executor. Clones hand them to the same one.
#[derive(Clone)]
pub struct Spawner {
    // Replace it by what the spawners and the executor share.
    shared: Arc<()>,
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            spawner: Spawner {
                shared: Arc::new(()),
            },
        }
    }

    /// What new tasks are spawned with.
    pub fn spawner(&self) -> Spawner {
        self.spawner.clone()
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        // So that the stub compiles without a warning: delete this line.
        drop(main);
        todo!("poll main and the tasks that were woken, and sleep in between")
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        // So that the stub compiles without a warning: delete this line.
        let _ = (&self.shared, future);
        todo!("hand the future to the executor")
    }
}
