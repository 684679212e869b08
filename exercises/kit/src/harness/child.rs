//! A check in a process of its own.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::HURRY;
use crate::door::Check;
use crate::failure::{self, Kind};
use crate::receipt::{self, Given};
use crate::report::Status;

/// What came of a check.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// `None` where its process ended before the check did.
    pub(super) status: Option<Status>,
    pub(super) kind: Kind,
    pub(super) message: String,
    pub(super) at: String,
    pub(super) timeline: String,
    /// What the answer printed.
    pub(super) printed: String,
}

/// What is kept of each stream: an answer that prints in a loop must not fill the memory.
const MOST_KEPT: usize = 256 * 1024;
/// So many lines of an error stream tell what a process died of.
const LAST_WORDS: usize = 12;
/// What a process may take beyond the time that its own watchdog allows.
const AFTER_WATCHDOG: Duration = Duration::from_secs(30);

/// How long the streams of a process that has ended are read on, where another one holds them open.
const AFTER_END: Duration = Duration::from_secs(2);

enum Stream {
    Out,
    Err,
}

/// What a process said, and how it ended.
#[derive(Default)]
struct Said {
    out: Vec<u8>,
    err: Vec<u8>,
    overtime: bool,
}

/// How checks are run.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    /// Prints at once what the answer prints.
    pub(super) echo: bool,
    /// The terminal's width.
    pub(super) width: usize,
}

pub(super) fn run(check: &Check, hurry: bool, settings: Settings) -> Outcome {
    let secret = secret();
    let ran = start(check, hurry, settings, &secret).and_then(|mut child| {
        let said = listen(&mut child, check, settings.echo, &secret);
        Ok((said, child.wait()?))
    });
    match ran {
        Ok((said, status)) => outcome(check, &said, status, &secret),
        Err(error) => Outcome {
            kind: Kind::Ended,
            message: format!("its process could not be started: {error}"),
            at: place(check),
            ..Outcome::default()
        },
    }
}

/// What is told of a check that is not run because others of its exercise have hung.
pub(super) fn not_run(check: &Check) -> Outcome {
    Outcome {
        kind: Kind::NotRun,
        message: failure::not_run(),
        at: place(check),
        ..Outcome::default()
    }
}

fn start(check: &Check, hurry: bool, settings: Settings, secret: &str) -> io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["--exact", &check.path(), "--test-threads=1"])
        .env("KIT_REPORT", "stdin")
        .env("COLUMNS", settings.width.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(if settings.echo {
            Stdio::inherit()
        } else {
            Stdio::piped()
        });
    if hurry {
        command.env(HURRY, "1");
    } else {
        command.env_remove(HURRY);
    }
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Where it has died already its end tells more than this write.
        let _ = writeln!(stdin, "{secret}");
    }
    Ok(child)
}

/// Reads both streams to their ends, or until the process is over, or has taken too long.
fn listen(child: &mut Child, check: &Check, echo: bool, secret: &str) -> Said {
    let (send, chunks) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        let send = send.clone();
        thread::spawn(move || forward(stdout, |chunk| send.send((Stream::Out, chunk)).is_ok()));
    }
    if let Some(stderr) = child.stderr.take() {
        thread::spawn(move || forward(stderr, |chunk| send.send((Stream::Err, chunk)).is_ok()));
    } else {
        drop(send);
    }
    let until = Instant::now() + Duration::from_secs(check.seconds) * 10 + AFTER_WATCHDOG;
    let mut said = Said::default();
    let mut echoed = 0;
    let mut ended: Option<Instant> = None;
    while said.take_in(&chunks, Duration::from_millis(200)) {
        if echo {
            echoed = said.echo(echoed, secret);
        }
        if Instant::now() > until {
            said.overtime = true;
            let _ = child.kill();
            break;
        }
        // A process that the answer has started may hold the streams open: they have an end only as
        // long as nothing else writes to them. What this one wrote before its end must still come.
        if ended.is_none() && matches!(child.try_wait(), Ok(Some(_))) {
            ended = Some(Instant::now());
        }
        if ended.is_some_and(|ended| ended.elapsed() > AFTER_END) {
            break;
        }
    }
    said
}

fn forward(mut from: impl Read, take: impl Fn(Vec<u8>) -> bool) {
    let mut chunk = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut chunk) {
        if !take(chunk[..read].to_vec()) {
            return;
        }
    }
}

impl Said {
    /// Takes in the next chunk, if one comes in time; `false` at the streams' end.
    fn take_in(&mut self, chunks: &Receiver<(Stream, Vec<u8>)>, time: Duration) -> bool {
        let (kept, chunk) = match chunks.recv_timeout(time) {
            Ok((Stream::Out, chunk)) => (&mut self.out, chunk),
            Ok((Stream::Err, chunk)) => (&mut self.err, chunk),
            Err(end) => return end == RecvTimeoutError::Timeout,
        };
        kept.extend(chunk);
        // The receipt comes last, and so do last words.
        if kept.len() > 2 * MOST_KEPT {
            kept.drain(..kept.len() - MOST_KEPT);
        }
        true
    }

    /// Prints the whole lines from `echoed` on, the receipt left out.
    fn echo(&self, echoed: usize, secret: &str) -> usize {
        let from = echoed.min(self.out.len());
        let end = self
            .out
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        for line in self.out[from..end.max(from)].split_inclusive(|byte| *byte == b'\n') {
            if !line.starts_with(secret.as_bytes()) {
                let _ = io::stdout().write_all(line);
            }
        }
        let _ = io::stdout().flush();
        end.max(from)
    }
}

fn outcome(check: &Check, said: &Said, status: ExitStatus, secret: &str) -> Outcome {
    let out = String::from_utf8_lossy(&said.out);
    let mut given: Option<Given> = None;
    let mut printed = Vec::new();
    for line in out.lines() {
        match line.strip_prefix(secret) {
            Some(line) => given = given.or_else(|| receipt::read(line, &check.path())),
            None => printed.push(line),
        }
    }
    let err = String::from_utf8_lossy(&said.err);
    let err: Vec<&str> = err
        .lines()
        .filter(|line| !failure::is_expected(line))
        .collect();
    let err = err.join("\n");
    let printed = [printed.join("\n").trim_end(), err.trim_end()].join("\n");
    let printed = printed.trim_matches('\n').to_owned();
    match given {
        // A process that reports a pass must also come to its end.
        Some(given) if given.status != Some(Status::Passed) || status.success() => Outcome {
            status: given.status,
            kind: given.kind,
            message: given.message,
            at: given.at,
            timeline: given.timeline,
            printed,
        },
        reported => Outcome {
            status: None,
            kind: match said.overtime {
                true => Kind::Hung,
                false => Kind::Ended,
            },
            message: lost(reported.is_some(), said, status),
            at: place(check),
            timeline: String::new(),
            printed,
        },
    }
}

fn lost(reported: bool, said: &Said, status: ExitStatus) -> String {
    if said.overtime {
        return "its process did not come to its end and was stopped; not even its own watchdog could \
                report"
            .to_owned();
    }
    let how = how(status);
    if stack_overflow(&said.err) && !reported {
        return format!("the stack is full: something calls itself too deeply (the process {how})");
    }
    if reported {
        return format!("the check's body returned, but then the process {how}");
    }
    let hint = match status.code() {
        Some(0) => " Does the answer end the process (std::process::exit)?",
        None => " Does the answer abort?",
        _ => "",
    };
    let err = String::from_utf8_lossy(&said.err);
    let lines: Vec<&str> = err.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = lines[lines.len().saturating_sub(LAST_WORDS)..].join("\n  ");
    let last = match last.is_empty() {
        true => last,
        false => format!("\nIts last words:\n  {last}"),
    };
    format!(
        "the process {how} before the check was over; a check passes only when its own body has \
         returned.{hint}{last}"
    )
}

fn stack_overflow(err: &[u8]) -> bool {
    String::from_utf8_lossy(err).contains("has overflowed its stack")
}

#[cfg(unix)]
fn how(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (_, Some(signal)) => {
            let name = match signal {
                6 => " (SIGABRT)",
                9 => " (SIGKILL)",
                11 => " (SIGSEGV)",
                15 => " (SIGTERM)",
                _ => "",
            };
            format!("was ended by signal {signal}{name}")
        }
        (code, _) => format!("ended with exit code {}", code.unwrap_or_default()),
    }
}

#[cfg(not(unix))]
fn how(status: ExitStatus) -> String {
    format!("ended with exit code {}", status.code().unwrap_or_default())
}

fn place(check: &Check) -> String {
    format!("{}:{}", check.file, check.line)
}

/// Against a report that is made up by chance or in play. The system's randomness is behind it, by way
/// of the hash maps of std.
fn secret() -> String {
    let number = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", number(), number())
}
