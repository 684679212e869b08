//! # Many tasks on one thread
//!
//! ```
//! let mut executor = Executor::new();
//! executor.spawner().spawn(serve(connection));
//! let config = executor.run_until(load_config()); // Polls both, until load_config is ready.
//! ```
//!
//! A **task** is a future that an executor owns. The executor polls the tasks that were woken, and sleeps when
//! there are none. A task may spawn, wake, panic or be dropped at any moment, and wakers are called on other
//! threads: each of these is a chance to lose a task, to keep one forever, or to block the thread.
//!
//! Small versions of the other exercises are part of this one; you may copy your code from there. Write `Executor`
//! and `Spawner`. Requirements:
//!
//! Polls
//!
//! 1. `spawn` polls nothing. It may be called before `run_until`, in a task, and on another thread.
//! 2. `run_until` polls `main` first, even if tasks are left from an earlier call. After that, it polls `main` and
//!    the tasks in the order of their spawns and wake-ups.
//! 3. A task is polled once at first, and then once for all wake-ups since its last poll began. A task that was not
//!    woken is not polled.
//! 4. A task that is woken during its poll is polled again, after those that are queued already. There may be any
//!    number of tasks, wake-ups and polls.
//! 5. Points 3 and 4 hold for `main`, too. The waker of an earlier `main` does not wake a later one.
//! 6. `run_until` returns the output as soon as `main` is ready. Tasks that are not over keep their places in the
//!    queue, and go on with the next `run_until`.
//!
//! Sleeping
//!
//! 7. While nothing is woken, the thread that called `run_until` sleeps, without a time limit. If something else
//!    ends the sleep, such as another `unpark`, nothing is polled.
//! 8. No wake-up and no spawn is lost, whichever thread it comes from, and in any order in which the threads take
//!    their steps. A future may itself call `park` and `unpark`.
//!
//! Dropping
//!
//! 9. A task that is over is dropped at once, and `main` is dropped before `run_until` returns. While a task or
//!    `main` is dropped, it may spawn and wake.
//! 10. If a task or `main` panics, `run_until` ends with that panic, and both the task and `main` are dropped. The
//!     other tasks stay, and go on with the next `run_until`.
//! 11. When the executor is dropped, all its tasks are dropped, even if a waker or a spawner is kept. What is
//!     spawned later is dropped.
//! 12. A waker may be called after its task or its executor was dropped. The call does nothing.
//!
//! Take locks, atomics, channels and threads from `crate::sync`: the checks run your code in many orders of the
//! threads' steps.
//!
//! Left open: whether an executor can be sent to another thread.

use crate::sync::Arc;

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    spawner: Spawner,
}

/// Spawns tasks on an executor. Clones spawn on the same one.
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

    /// A spawner for this executor.
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
