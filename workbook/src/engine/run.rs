//! Running one check in a process of its own, and believing only its receipt.
//!
//! The process gets a fresh random nonce on its standard input. The kit reads it before any code of
//! the answer runs, and repeats it with its report once the check's body has truly returned, failed
//! or been found hanging. Neither an exit code nor printed text is proof of anything: without a
//! report under this run's nonce there is no pass.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use kit::failure::{Kind, is_expected};
use serde::Deserialize;

use super::error::{Error, Result};
use super::output::Sink;
use super::process::{Ended, Ending, Grants, Launcher, Stop, Task, Work};
use super::verdict::Status;

/// What a check's process came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub status: Status,
    pub kind: Kind,
    pub message: String,
    pub at: String,
    pub timeline: String,
    /// What the check recorded, in JSON lines, if it was asked to tell.
    pub recording: String,
    /// What the answer printed: a few lines.
    pub printed: String,
    pub seconds: f64,
}

/// What the kit writes after the nonce.
#[derive(Deserialize)]
struct Report {
    check: String,
    status: Status,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    at: Option<String>,
    #[serde(default)]
    timeline: Option<String>,
    #[serde(default)]
    recording: Option<String>,
}

/// How a check's process is to be run.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Another check of the same answer has hung.
    pub hurry: bool,
    /// It is to tell what it recorded.
    pub record: bool,
    /// What its inputs are drawn from; without one they are the usual ones.
    pub seed: Option<u64>,
    /// The real time that it may take.
    pub limit: Duration,
}

/// How much of a check's output is kept, in bytes.
const TAIL: usize = 64 * 1024;
/// How many lines of it a verdict quotes.
const QUOTED: usize = 15;

/// Runs `check` (`overlap::a_promise`) of a chapter's `binary`, in the folder `scratch`.
///
/// # Errors
/// If the binary cannot be started, or `stop` was raised.
pub fn run(
    binary: &Path,
    scratch: &Path,
    check: &str,
    manner: Manner,
    launcher: &dyn Launcher,
    stop: &Stop,
) -> Result<Found> {
    let limit = manner.limit;
    let nonce = secret()?;
    let start = |args: &[&str], stdin: String, stdout: Sink| {
        let task = Task {
            program: binary.to_path_buf(),
            args: args.iter().map(OsString::from).collect(),
            cwd: scratch.to_path_buf(),
            env: environment(scratch, manner),
            stdin: stdin.into_bytes(),
            limit,
            stdout,
            stderr: Sink::tail(TAIL),
            work: Work::Check,
            grants: Grants {
                read: vec![scratch.to_path_buf(), binary.to_path_buf()],
                write: Vec::new(),
            },
        };
        let ended = launcher
            .run(task, stop)
            .map_err(|error| Error::io("starting", binary, error))?;
        match ended.ending {
            Ending::Stopped => Err(Error::Stopped),
            _ => Ok(ended),
        }
    };
    let ended = start(
        // Uncaptured, or what the answer prints would be lost where the check passes.
        &["--exact", check, "--test-threads=1", "--nocapture"],
        match manner.seed {
            Some(seed) => format!("{nonce}\n{seed}\n"),
            None => format!("{nonce}\n"),
        },
        Sink::tail(TAIL).with_receipt(format!("{nonce} ")),
    )?;
    let (status, message, report) = judge(&ended, check, limit);
    let mut found = Found {
        status,
        kind: match status {
            Status::DidNotFinish if ended.ending == Ending::Overtime => Kind::Hung,
            Status::DidNotFinish | Status::Crashed | Status::OutOfMemory | Status::Forged => {
                Kind::Ended
            }
            _ => Kind::Elsewhere,
        },
        message,
        at: String::new(),
        timeline: String::new(),
        recording: String::new(),
        printed: printed(&ended, &nonce, check),
        seconds: ended.took.as_secs_f64(),
    };
    match report {
        Some(report) => {
            let told = report.kind.as_deref().and_then(Kind::from_word);
            found.kind = told.unwrap_or(found.kind);
            found.at = report.at.unwrap_or_default();
            found.timeline = report.timeline.unwrap_or_default();
            found.recording = report.recording.unwrap_or_default();
        }
        // A name that the binary does not know ends with code 0 and nothing said, as much does. The
        // list comes from a process that the answer is part of, so it can only name the loss.
        None if ended.ending == Ending::Code(0) => {
            let list = start(&["--list"], String::new(), Sink::head(TAIL))?;
            let line = format!("{check}: test");
            if !list.stdout.text().lines().any(|listed| listed == line) {
                found.status = Status::Missing;
                found.message = format!("the checks hold no `{check}` once they are built");
            }
        }
        None => {}
    }
    Ok(found)
}

fn judge(ended: &Ended, check: &str, limit: Duration) -> (Status, String, Option<Report>) {
    let report = ended
        .stdout
        .receipt
        .as_deref()
        .and_then(|line| serde_json::from_slice::<Report>(line).ok())
        .filter(|report| report.check == check);
    let lost = |why: String| format!("{why}{}", last_words(ended));
    if ended.stdout.second_receipt {
        let why =
            "two reports came with the secret of this run, and the check gives one".to_owned();
        return (Status::Forged, why, None);
    }
    match (report, ended.ending) {
        (Some(report), Ending::Code(0)) if report.status == Status::Passed => {
            (Status::Passed, String::new(), Some(report))
        }
        (Some(report), _) if matches!(report.status, Status::Failed | Status::Hung) => {
            let message = report.message.clone().unwrap_or_default();
            (report.status, message, Some(report))
        }
        (_, Ending::Overtime) => (
            Status::DidNotFinish,
            lost(format!(
                "ran for more than {} s and was stopped",
                limit.as_secs()
            )),
            None,
        ),
        (Some(_), ending) => (
            Status::DidNotFinish,
            lost(format!(
                "the check's body returned, but then the process {}",
                how(ending)
            )),
            None,
        ),
        (None, ending) if starved(ended) => (
            Status::OutOfMemory,
            lost(format!(
                "the memory that a check may use was not enough (the process {})",
                how(ending)
            )),
            None,
        ),
        (None, ending) if overflowed(ended) => (
            Status::Crashed,
            lost(format!(
                "the stack is full: something calls itself too deeply (the process {})",
                how(ending)
            )),
            None,
        ),
        (None, ending) => (
            match ending {
                Ending::Signal(_) => Status::Crashed,
                _ => Status::DidNotFinish,
            },
            lost(format!(
                "the process {} before the check was over; a check passes only when its own body has \
                 returned.{}",
                how(ending),
                match ending {
                    Ending::Code(0) => " Does the answer end the process (std::process::exit)?",
                    Ending::Signal(6) => " Does the answer abort?",
                    _ => "",
                }
            )),
            None,
        ),
    }
}

fn how(ending: Ending) -> String {
    match ending {
        Ending::Code(code) => format!("ended with exit code {code}"),
        Ending::Signal(signal) => {
            let name = match signal {
                4 => " (SIGILL)",
                6 => " (SIGABRT)",
                9 => " (SIGKILL)",
                11 => " (SIGSEGV)",
                15 => " (SIGTERM)",
                _ => "",
            };
            format!("was ended by signal {signal}{name}")
        }
        Ending::Overtime | Ending::Stopped => "was stopped".to_owned(),
    }
}

/// Whether an allocation failed, or the system killed the process: nothing else sends a SIGKILL to a process that
/// has time left.
fn starved(ended: &Ended) -> bool {
    let said = String::from_utf8_lossy(&ended.stderr.bytes);
    (said.contains("memory allocation of ") && said.contains(" failed"))
        || ended.ending == Ending::Signal(9)
}

/// Whether the runtime said of a thread that its stack was full.
fn overflowed(ended: &Ended) -> bool {
    String::from_utf8_lossy(&ended.stderr.bytes).contains("has overflowed its stack")
}

/// The end of what the process wrote to its standard error: there the runtime says what it died of.
fn last_words(ended: &Ended) -> String {
    let text = String::from_utf8_lossy(&ended.stderr.bytes);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    format!(
        "\nIts last words:\n{}",
        lines[lines.len().saturating_sub(QUOTED)..].join("\n")
    )
}

/// The most lines that are kept of what an answer printed, and the most characters of each.
const PRINTED: usize = 20;
const WIDE: usize = 300;

/// What the answer itself printed: neither the receipt, nor what the test harness says, nor a panic,
/// which is in the message.
fn printed(ended: &Ended, nonce: &str, check: &str) -> String {
    let out = String::from_utf8_lossy(&ended.stdout.bytes);
    let err = String::from_utf8_lossy(&ended.stderr.bytes);
    let begun = format!("test {check} ... ");
    // What comes after the receipt is not the answer's.
    let out = out
        .lines()
        .take_while(|line| !line.starts_with(nonce))
        .map(|line| line.strip_prefix(&begun).unwrap_or(line))
        .filter(|line| {
            let of_harness = ["running ", "test result: ", "failures:", "    "]
                .iter()
                .any(|start| line.starts_with(start));
            !of_harness && *line != "ok" && *line != "FAILED" && *line != check
        });
    // `ch01/overlap: a promise`, as the kit heads its report.
    let headline = check.replace("::", ": ").replace('_', " ");
    let err = err.lines().take_while(|line| {
        let panics = line.starts_with("thread '") && line.contains(" panicked at ");
        let spaced = line.replace('_', " ");
        let reports = spaced.ends_with(&format!("/{headline}"));
        !panics && !reports
    });
    let plain = |line: &str| -> String {
        // Control characters could move the cursor or colour what comes after.
        let seen = line.chars().filter(|c| !c.is_control() || *c == '\t');
        seen.take(WIDE).collect()
    };
    let lines: Vec<String> = out
        .chain(err.filter(|line| !is_expected(line)))
        .map(plain)
        .filter(|line| !line.trim().is_empty())
        .collect();
    let mut kept = lines[..lines.len().min(PRINTED)].join("\n");
    if lines.len() > PRINTED {
        kept.push_str(&format!("\n… and {} more lines", lines.len() - PRINTED));
    }
    kept
}

/// What a process needs to run at all, and the way to report. `RUST_BACKTRACE` stays out: a backtrace
/// buries the cause.
fn environment(scratch: &Path, manner: Manner) -> Vec<(OsString, OsString)> {
    let needed = [
        "PATH",
        "HOME",
        "USERPROFILE",
        "TMPDIR",
        "TEMP",
        "TMP",
        "SYSTEMROOT",
        "WINDIR",
        "LANG",
        "LC_ALL",
    ];
    std::env::vars_os()
        .filter(|(name, _)| {
            needed
                .iter()
                .any(|needed| name.eq_ignore_ascii_case(needed))
        })
        .chain([
            ("KIT_REPORT".into(), "stdin".into()),
            // As `cargo test` sets it.
            ("CARGO_MANIFEST_DIR".into(), scratch.into()),
        ])
        .chain(manner.hurry.then(|| ("KIT_HURRY".into(), "1".into())))
        .chain(manner.record.then(|| ("KIT_RECORDING".into(), "1".into())))
        .collect()
}

/// 32 hex digits from the operating system's random numbers.
pub fn secret() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Broken(format!("no random numbers from the system: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
