//! How much of the machine a task may use.

use serde::{Deserialize, Serialize};

#[cfg(target_os = "linux")]
use super::Level;
#[cfg(target_os = "linux")]
use crate::engine::process::{Task, Work};

/// Limits of one process, which its children inherit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// What it may write to in memory, in bytes. Not its address space alone: the allocator reserves 64 MiB of that
    /// for each thread and core, and a limit on it would depend on the machine.
    pub data: u64,
    /// Its address space, in bytes.
    pub space: u64,
    /// Seconds on a processor, all threads together.
    pub cpu: u64,
    /// Threads and processes of its user.
    pub tasks: Option<u64>,
    /// The largest file that it may write, in bytes.
    pub file: u64,
    /// Files that it may have open.
    pub open: u64,
}

const MIB: u64 = 1024 * 1024;
const GIB: u64 = 1024 * MIB;

/// The size of what a task may write to in `/tmp`, in bytes.
#[cfg(target_os = "linux")]
pub fn tmp(work: Work) -> u64 {
    match work {
        Work::Compile => 512 * MIB,
        Work::Check => 64 * MIB,
    }
}

/// The limits of `task`. A number of tasks is a user's, so there is one only if the task has a user of its own:
/// `user`, or any in namespaces of its own.
#[cfg(target_os = "linux")]
pub fn of(task: &Task, level: Level, user: Option<u32>) -> Limits {
    let counts = user.is_some() || level == Level::Bubblewrap;
    // The limit of real time comes first, unless it is not one thread that computes.
    let cpu = task.limit.as_secs() * 4 + 5;
    match task.work {
        Work::Compile => Limits {
            data: 2 * GIB,
            space: 16 * GIB,
            cpu,
            tasks: counts.then_some(512),
            file: 512 * MIB,
            open: 1024,
        },
        Work::Check => Limits {
            data: GIB,
            space: 8 * GIB,
            cpu,
            tasks: counts.then_some(256),
            file: 16 * MIB,
            open: 256,
        },
    }
}
