//! # Cancel, pause, resume
//!
//! ```
//! let mut group = Group::new();
//! group.spawn(|gate| async move { for file in files { gate.pass().await; fetch(file).await; } });
//! group.pause(); // each job stops at its next `gate.pass()`, until `group.resume()`
//! ```
//!
//! A user presses "pause", and a hundred downloads should stop. Neither asyncio nor tokio can pause a task. A
//! wrapper that stops polling the job can, but it also freezes a job that holds a lock, and with it everything
//! that waits for the lock. So a job is paused at points that it has chosen itself, where it holds nothing.
//!
//! Write `Group` and `Gate::pass`. Requirements:
//!
//! 1. While the group is not paused, `pass` is ready at once.
//! 2. After `pause`, each job goes on up to its next `pass` and waits there. That includes jobs that are spawned
//!    while the group is paused.
//! 3. After `resume`, all jobs that wait go on, at whatever clone of their gate. Calling `pause` or `resume` twice is the same as calling it
//!    once, and a group can be paused again.
//! 4. A job that waits in `pass` is not polled again and again.
//! 5. `cancel` stops all jobs, also those that wait in `pass`, and returns when they have been dropped. `join`
//!    waits until all jobs have ended. Both return how many jobs ended in which way, each job counted once.
//! 6. If the group is dropped, all jobs are dropped as well.
//!
//! Left open: whether a job that waits in `pass` goes on if `resume` and `pause` follow each other before it is
//! polled, what is counted after the future of `join` or `cancel` was dropped before its end, and what a group
//! does after `cancel`. Jobs do not block their thread. You may add fields and types, and change private ones.

/// How jobs ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Jobs that returned.
    pub finished: usize,
    /// Jobs that panicked.
    pub panicked: usize,
    /// Jobs that were stopped by `cancel`.
    pub cancelled: usize,
}

/// Jobs that are cancelled, paused and resumed together.
#[derive(Default)]
pub struct Group {
    // Your choice.
}

/// Where a job of a group can be paused.
#[derive(Clone)]
pub struct Gate {
    // Your choice.
}

impl Group {
    /// A group without jobs, not paused.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts `job` in a task of its own, with a gate of this group.
    pub fn spawn<J, F>(&mut self, job: J)
    where
        J: FnOnce(Gate) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        // So that the stub compiles without a warning: delete this line.
        drop(job);
        todo!("give the job a gate, and spawn it")
    }

    /// From now on, jobs wait at their next safe point.
    pub fn pause(&self) {
        todo!("close the gate")
    }

    /// Lets the jobs go on that wait at a safe point.
    pub fn resume(&self) {
        todo!("open the gate, and wake all who wait there")
    }

    /// Stops all jobs, and returns when they have been dropped.
    pub async fn cancel(&mut self) -> Summary {
        todo!("stop the jobs, and wait until they are gone")
    }

    /// Waits until all jobs have ended.
    pub async fn join(&mut self) -> Summary {
        todo!("wait for the jobs, and count how they ended")
    }
}

impl Gate {
    /// A safe point: ready at once, or, while the group is paused, when it is resumed.
    pub async fn pass(&self) {
        todo!("wait while the group is paused")
    }
}
