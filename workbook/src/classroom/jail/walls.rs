//! What both walls are made with.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::User;
use crate::engine::process::{Task, Work};

/// The system's own folders: programs and libraries, and nothing of any user's.
const SYSTEM: [&str; 8] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/alternatives",
    "/etc/ld.so.cache",
];

/// Those of the system's own folders that there are. Some are links to others.
pub fn system() -> impl Iterator<Item = PathBuf> {
    SYSTEM
        .iter()
        .map(PathBuf::from)
        .filter(|path| path.symlink_metadata().is_ok())
}

/// Users of no account, in the largest range that this system (or this container) knows.
const FIRST: u32 = 0x6000_0000;
/// Where the range ends at 65,535, as in a container of a user who is not root.
const FIRST_OF_FEW: u32 = 40_000;
const USERS: u32 = 20_000;

/// The user that tasks run as.
pub fn user() -> User {
    if !rustix::process::geteuid().is_root() {
        return User::Same;
    }
    let map = std::fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    let knows = |user: u32| {
        map.lines().any(|line| {
            let numbers: Vec<u64> = line
                .split_whitespace()
                .filter_map(|word| word.parse().ok())
                .collect();
            matches!(numbers[..], [first, _, count]
                if (first..first + count).contains(&u64::from(user)))
        })
    };
    match knows(FIRST + USERS) {
        true => User::Others(FIRST),
        false => User::Others(FIRST_OF_FEW),
    }
}

/// The number of a user that no running task has, of those from `first` on.
pub fn another(first: u32) -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Two judgings at once begin at different places.
    let begin = std::process::id().wrapping_mul(251);
    first + begin.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % USERS
}

/// The task's own variables, without those that tell of the judge.
pub fn environment(task: &Task, tmp: Option<&Path>) -> Vec<(OsString, OsString)> {
    let of_judge = ["HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"];
    let mut env: Vec<(OsString, OsString)> = task
        .env
        .iter()
        .filter(|(name, _)| of_judge.iter().all(|other| name != other))
        // rustc looks for its linker there; a check needs no program.
        .filter(|(name, _)| name != "PATH" || task.work == Work::Compile)
        .cloned()
        .collect();
    if let Some(tmp) = tmp {
        env.push(("TMPDIR".into(), tmp.into()));
    }
    env
}
