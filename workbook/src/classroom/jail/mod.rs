//! A wall around code that is not trusted: rustc with a stranger's answer, and the checks with that answer in them.
//!
//! bubblewrap hides every file but those that a [`Task`] is granted, the network and the other processes. Where it
//! cannot (it is not installed, or the system forbids namespaces), Landlock and seccomp deny the same. Either way
//! this program is started once more inside ([`inside`]), sets limits and a filter of system calls, and becomes the
//! task's program. [`Jail::probe`] tries each denial before it is relied on ([`attempts`]).

mod attempts;
#[cfg(target_os = "linux")]
mod bubblewrap;
#[cfg(target_os = "linux")]
mod filter;
mod inside;
mod limits;
#[cfg(target_os = "linux")]
mod walls;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::engine::catalog::Exercise;
use crate::engine::process::{Direct, Ended, Ending, Launcher, Stop, Task};
use crate::engine::run::secret;

pub use attempts::{Attempt, as_attempt};
pub use inside::{INSIDE, as_inside};

/// What the wall is made of, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Namespaces of its own, made by bubblewrap.
    Bubblewrap,
    /// Landlock and seccomp, and another user if this one is root.
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
    /// This program, which is started inside once more.
    tool: PathBuf,
    bwrap: PathBuf,
    user: User,
    attempts: Vec<Attempt>,
}

/// The user that a task runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum User {
    /// As this one, who is not root.
    Same,
    /// This one is root, so each task is another one, from this number on.
    Others(u32),
}

/// What could not be made a wall of, and why.
#[derive(Debug)]
pub struct Lacking {
    pub level: Level,
    pub why: String,
}

impl Jail {
    /// The best wall that holds on this machine; each denial is tried before it is relied on.
    ///
    /// # Errors
    /// If none holds, unless `unsafe_no_sandbox`: then it is [`Level::None`].
    pub fn probe(unsafe_no_sandbox: bool) -> anyhow::Result<Self> {
        let (jail, lacking) = Self::find(&[Level::Bubblewrap, Level::Landlock])?;
        if jail.level == Level::None && !unsafe_no_sandbox {
            let why: Vec<String> = lacking
                .iter()
                .map(|lacking| format!("  {}: {}", lacking.level, lacking.why))
                .collect();
            anyhow::bail!(
                "no sandbox holds on this machine, and code that is not trusted is not run without one:\n{}\n\
                 Install bubblewrap (on Debian and Ubuntu: apt-get install bubblewrap), or use Linux 6.2 or newer \
                 with Landlock. Where a container or a virtual machine is the wall already, say \
                 --unsafe-no-sandbox.",
                why.join("\n")
            );
        }
        Ok(jail)
    }

    /// The first of `levels` that holds; [`Level::None`] if none does. What the others lack comes with it.
    ///
    /// # Errors
    /// If this program cannot be found, or what the attempts need cannot be made.
    pub fn find(levels: &[Level]) -> anyhow::Result<(Self, Vec<Lacking>)> {
        let tool = std::env::current_exe().context("finding this program")?;
        let mut lacking = Vec::new();
        for &level in levels {
            let found = match Self::at(level, &tool) {
                Ok(jail) => jail.proven()?,
                Err(why) => Err(why),
            };
            match found {
                Ok(jail) => return Ok((jail, lacking)),
                Err(why) => lacking.push(Lacking { level, why }),
            }
        }
        let none = Self {
            level: Level::None,
            tool,
            bwrap: PathBuf::new(),
            user: User::Same,
            attempts: Vec::new(),
        };
        Ok((none, lacking))
    }

    /// No wall, with what the attempts get then: so that one sees that they do get it.
    ///
    /// # Errors
    /// As [`Jail::find`]; if nothing could be started.
    pub fn none() -> anyhow::Result<Self> {
        let (mut jail, _) = Self::find(&[])?;
        jail.attempts = attempts::all(&jail)?.map_err(anyhow::Error::msg)?;
        Ok(jail)
    }

    /// The wall `level`, not tried yet, or why there is none.
    #[cfg(target_os = "linux")]
    fn at(level: Level, tool: &Path) -> Result<Self, String> {
        let bwrap = match level {
            Level::Bubblewrap => bubblewrap::find().ok_or("bwrap is not in PATH")?,
            _ => PathBuf::new(),
        };
        Ok(Self {
            level,
            tool: tool.to_owned(),
            bwrap,
            user: walls::user(),
            attempts: Vec::new(),
        })
    }

    #[cfg(not(target_os = "linux"))]
    fn at(_: Level, _: &Path) -> Result<Self, String> {
        Err("it needs Linux".to_owned())
    }

    /// Tries each denial: the jail with what came of it, or the first one that does not hold.
    fn proven(mut self) -> anyhow::Result<Result<Self, String>> {
        self.attempts = match attempts::all(&self)? {
            Ok(attempts) => attempts,
            Err(why) => return Ok(Err(why)),
        };
        let broken = self.attempts.iter().find(|attempt| !attempt.held);
        Ok(match broken {
            Some(attempt) => Err(format!("{}: {}", attempt.what, attempt.got)),
            None => Ok(self),
        })
    }

    pub fn level(&self) -> Level {
        self.level
    }

    /// What was tried, and what it got.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// Why an answer to `exercise`, of the workbook at `root`, cannot be judged truly behind this wall, if so: checks
    /// that use sockets need a network of their own, which only bubblewrap gives them.
    pub fn unfit_for(&self, exercise: &Exercise, root: &Path) -> Option<String> {
        (self.level == Level::Landlock && uses_sockets(exercise, root)).then(|| {
            format!(
                "the checks of {} use sockets, and the sandbox {} allows none: install bubblewrap",
                exercise.id, self.level
            )
        })
    }
}

/// Whether the checks of `exercise`, of the workbook at `root`, use sockets.
pub fn uses_sockets(exercise: &Exercise, root: &Path) -> bool {
    let file = root.join(exercise.checks_file());
    let beside = file.with_extension("");
    walkdir::WalkDir::new(beside)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .chain([file])
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .any(|text| text.contains("std::net"))
}

#[cfg(target_os = "linux")]
impl Jail {
    /// The task that runs `task` behind the wall.
    fn walled(&self, task: Task) -> io::Result<Task> {
        let token = secret().map_err(io::Error::other)?;
        let user = match self.user {
            User::Same => None,
            User::Others(first) => Some(walls::another(first)),
        };
        if let Some(user) = user {
            for folder in &task.grants.write {
                // Not followed: a compiler wrote in there.
                std::os::unix::fs::lchown(folder, Some(user), Some(user))?;
            }
        }
        let spec = inside::Spec {
            token: token.clone(),
            limits: limits::of(&task, self.level, user),
            check: task.work == crate::engine::process::Work::Check,
            user,
            landlock: (self.level == Level::Landlock).then(|| inside::Paths {
                read: task.grants.read.clone(),
                write: task.grants.write.clone(),
            }),
        };
        let spec = serde_json::to_string(&spec).map_err(io::Error::other)?;
        let inner = [INSIDE.into(), spec.into(), task.program.clone().into()]
            .into_iter()
            .chain(task.args.iter().cloned());
        let tmp = match self.level {
            Level::Bubblewrap => Some(Path::new("/tmp")),
            _ => task.grants.write.first().map(PathBuf::as_path),
        };
        let mut env = walls::environment(&task, tmp);
        if self.level == Level::Bubblewrap {
            let libraries = bubblewrap::libraries(&task);
            env.extend(libraries.map(|folder| ("LD_LIBRARY_PATH".into(), folder.into())));
        }
        let (program, args, cwd) = match self.level {
            Level::Bubblewrap => {
                let outer = bubblewrap::arguments(&task, &self.tool, user.is_some());
                // The folder in which bwrap starts matters to nothing; inside, it is the task's.
                let args = outer.into_iter().chain(inner).collect();
                (self.bwrap.clone(), args, PathBuf::from("/"))
            }
            _ => (self.tool.clone(), inner.collect(), task.cwd.clone()),
        };
        let walled = Task {
            program,
            args,
            cwd,
            env,
            stdout: task.stdout.opened_by(format!("{token}\n")),
            ..task
        };
        Ok(walled)
    }
}

#[cfg(target_os = "linux")]
impl Launcher for Jail {
    fn run(&self, task: Task, stop: &Stop) -> io::Result<Ended> {
        if self.level == Level::None {
            return Direct.run(task, stop);
        }
        let program = task.program.clone();
        let walled = self.walled(task)?;
        // What this program has open, perhaps from the process that started it, is none of the task's.
        close_fds::set_fds_cloexec_threadsafe(3, &[]);
        let mut ended = Direct.run(walled, stop)?;
        if !ended.stdout.opened && !matches!(ended.ending, Ending::Stopped | Ending::Overtime) {
            // The program never ran: that says nothing about an answer.
            return Err(io::Error::other(format!(
                "the sandbox ({}) could not start {}: {}",
                self.level,
                program.display(),
                String::from_utf8_lossy(&ended.stderr.bytes).trim()
            )));
        }
        if self.level == Level::Bubblewrap {
            ended.ending = bubblewrap::ending(ended.ending);
        }
        Ok(ended)
    }
}

#[cfg(not(target_os = "linux"))]
impl Launcher for Jail {
    fn run(&self, task: Task, stop: &Stop) -> io::Result<Ended> {
        Direct.run(task, stop)
    }
}
