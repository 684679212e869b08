//! How a process is started, bounded and listened to.
//!
//! rustc and the checks both run through [`Launcher`], and it is the only door: a jail is another
//! launcher. [`Direct`] runs on this machine as this user: right for one's own answers, not for a
//! stranger's.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::output::{Kept, Sink};

/// Raised once, by Ctrl-C: whatever runs is ended, and nothing new is started.
#[derive(Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A stop that Ctrl-C raises. A second Ctrl-C ends this process at once.
    pub fn on_ctrl_c() -> Self {
        let stop = Self::default();
        let raised = stop.clone();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            // Without a runtime Ctrl-C does what it does anywhere.
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                if tokio::signal::ctrl_c().await.is_ok() {
                    raised.raise();
                    if tokio::signal::ctrl_c().await.is_ok() {
                        std::process::exit(130);
                    }
                }
            });
        });
        stop
    }

    pub fn raise(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub fn raised(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// What a task is for: how much of the machine it may use depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// A call of rustc, which calls a linker.
    Compile,
    /// A check's process, with an answer in it. It has no need of other processes.
    Check,
}

/// A process to run. Nothing is inherited: `env` is its whole environment.
pub struct Task {
    pub program: PathBuf,
    pub args: Vec<OsString>,
    pub cwd: PathBuf,
    pub env: Vec<(OsString, OsString)>,
    /// Written to its standard input, which is then closed.
    pub stdin: Vec<u8>,
    /// Real time after which it is ended, with every process of its group.
    pub limit: Duration,
    /// What is kept of its standard output and standard error.
    pub stdout: Sink,
    pub stderr: Sink,
    pub work: Work,
    /// What the task needs beside the system's own files, for a launcher that hides the rest.
    pub grants: Grants,
}

/// Folders and files that a task must be able to use.
#[derive(Clone, Debug, Default)]
pub struct Grants {
    pub read: Vec<PathBuf>,
    pub write: Vec<PathBuf>,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Code(i32),
    /// By a signal (Unix).
    Signal(i32),
    /// Its limit passed.
    Overtime,
    /// [`Stop`] was raised.
    Stopped,
}

/// A process that ended, and what was kept of its output.
pub struct Ended {
    pub ending: Ending,
    pub took: Duration,
    pub stdout: Kept,
    pub stderr: Kept,
}

/// Starts a process and sees it through to its end.
pub trait Launcher: Send + Sync {
    /// Runs `task` until it ends, its limit passes or `stop` is raised.
    ///
    /// # Errors
    /// If it could not be started or waited for.
    fn run(&self, task: Task, stop: &Stop) -> io::Result<Ended>;
}

/// Runs a task as a child of this process, with this user's rights.
pub struct Direct;

/// How long output may still arrive after the process and its group have ended: only a process that
/// left the group and kept the pipe can make it last.
const LINGER: Duration = Duration::from_secs(1);

/// As long for a receipt that has not been read yet: on a busy machine, the thread that reads the pipe
/// may not have had its turn. What is in the pipe is not lost, and a pass must not depend on load.
const LINGER_FOR_A_RECEIPT: Duration = Duration::from_secs(10);

impl Launcher for Direct {
    fn run(&self, task: Task, stop: &Stop) -> io::Result<Ended> {
        let mut command = Command::new(&task.program);
        command
            .args(&task.args)
            .current_dir(&task.cwd)
            .env_clear()
            .envs(task.env)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // A group of its own: ended as one, and not by the terminal's Ctrl-C behind our back.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);

        let started = Instant::now();
        let mut child = command.spawn()?;
        let stdout = drain(child.stdout.take(), task.stdout);
        let stderr = drain(child.stderr.take(), task.stderr);
        if let Some(mut stdin) = child.stdin.take() {
            // A few bytes: they fit into the pipe. A child that is gone already is no error here.
            let _ = stdin.write_all(&task.stdin);
        }
        let ending = see_through(&mut child, started + task.limit, stop)?;
        let took = started.elapsed();
        let patience = Instant::now() + LINGER;
        Ok(Ended {
            ending,
            took,
            stdout: stdout.finish(patience),
            stderr: stderr.finish(patience),
        })
    }
}

/// A pipe that a thread reads to its end, however much comes, into a sink that keeps little.
struct Drain {
    sink: Arc<Mutex<Sink>>,
    done: mpsc::Receiver<()>,
}

fn drain(pipe: Option<impl Read + Send + 'static>, sink: Sink) -> Drain {
    let sink = Arc::new(Mutex::new(sink));
    let (tell, done) = mpsc::channel();
    let shared = Arc::clone(&sink);
    thread::spawn(move || {
        let _tell = tell;
        let Some(mut pipe) = pipe else { return };
        let mut chunk = vec![0; 64 * 1024];
        loop {
            match pipe.read(&mut chunk) {
                Ok(0) => return,
                Ok(count) => lock(&shared).take_in(&chunk[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    });
    Drain { sink, done }
}

impl Drain {
    fn finish(self, patience: Instant) -> Kept {
        let until = |end: Instant| {
            let left = end.saturating_duration_since(Instant::now());
            self.done.recv_timeout(left)
        };
        // Any other error means that the thread is done: take what came.
        if until(patience) == Err(mpsc::RecvTimeoutError::Timeout)
            && lock(&self.sink).waits_for_a_receipt()
        {
            let _ = until(patience + LINGER_FOR_A_RECEIPT);
        }
        lock(&self.sink).kept()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// How often `stop` is checked; and how often a child is, if it cannot be waited for with a bound.
const SLICE: Duration = Duration::from_millis(50);

#[cfg(unix)]
fn see_through(child: &mut Child, deadline: Instant, stop: &Stop) -> io::Result<Ending> {
    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

    let pid = Pid::from_child(child);
    let (tell, ended) = mpsc::channel();
    thread::spawn(move || {
        // NOWAIT leaves the child a zombie: until it is reaped below, no other process can get its
        // number, so that the signal to its group can hit no other process.
        let _ = tell.send(waitid(
            WaitId::Pid(pid),
            WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
        ));
    });
    let cut_short = loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if stop.raised() {
            break Some(Ending::Stopped);
        }
        if left.is_zero() {
            break Some(Ending::Overtime);
        }
        match ended.recv_timeout(left.min(SLICE)) {
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            _ => break None,
        }
    };
    // Even if the child ended by itself: it may have left others behind. None left is no error.
    let _ = kill_process_group(pid, Signal::KILL);
    // It may have moved itself to another group. Killing what has ended already is no error either.
    let _ = child.kill();
    let status = child.wait()?;
    Ok(cut_short.unwrap_or_else(|| ending(status)))
}

#[cfg(not(unix))]
fn see_through(child: &mut Child, deadline: Instant, stop: &Stop) -> io::Result<Ending> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(ending(status));
        }
        let cut_short = if stop.raised() {
            Ending::Stopped
        } else if Instant::now() >= deadline {
            Ending::Overtime
        } else {
            thread::sleep(SLICE / 10);
            continue;
        };
        child.kill()?;
        child.wait()?;
        return Ok(cut_short);
    }
}

fn ending(status: ExitStatus) -> Ending {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Ending::Signal(signal);
    }
    Ending::Code(status.code().unwrap_or(-1))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Ended {
        let task = Task {
            program: "/bin/sh".into(),
            args: vec!["-c".into(), script.into()],
            cwd: "/".into(),
            env: vec![("PATH".into(), std::env::var_os("PATH").unwrap_or_default())],
            stdin: b"word\n".to_vec(),
            limit,
            stdout: Sink::tail(16),
            stderr: Sink::tail(16),
            work: Work::Check,
            grants: Grants::default(),
        };
        Direct.run(task, &Stop::default()).unwrap()
    }

    fn assert_gone(ended: &Ended) {
        let number: i32 = ended.stdout.text().trim().parse().unwrap();
        let process = rustix::process::Pid::from_raw(number).unwrap();
        // It was killed; until its new parent has reaped it, it is a zombie.
        while rustix::process::test_kill_process(process).is_ok() {
            let state = std::fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
            if state.contains(") Z ") {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn output_beyond_the_bound_is_drained_and_forgotten() {
        let ended = sh(
            "yes | head -c 10000000; read w; echo $w",
            Duration::from_secs(20),
        );
        assert_eq!(ended.ending, Ending::Code(0));
        assert!(
            ended.stdout.text().ends_with("y\nword\n"),
            "{:?}",
            ended.stdout.text()
        );
        assert!(ended.stdout.text().len() < 200);
    }

    #[test]
    fn a_group_is_ended_when_its_leader_is_and_when_time_is_up() {
        // Each says the number of the process that it leaves behind.
        let ended = sh("sleep 600 & echo $!; exit 3", Duration::from_secs(20));
        assert_eq!(ended.ending, Ending::Code(3));
        assert_gone(&ended);

        let ended = sh("sleep 600 & echo $!; sleep 600", Duration::from_millis(200));
        assert_eq!(ended.ending, Ending::Overtime);
        assert_gone(&ended);
    }

    #[test]
    fn a_signal_is_told_from_a_code() {
        assert_eq!(
            sh("kill -ABRT $$", Duration::from_secs(20)).ending,
            Ending::Signal(6)
        );
    }
}
