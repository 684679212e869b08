//! How much memory what comes and goes leaves behind, for the checks of timers and registry.

use std::fs;
use std::process::{self, Command};

/// How many come and go before the first measurement: they fill what is kept for later use.
const FIRST: usize = 50_000;

/// In so many rounds, each twice as long as the one before it, the memory has to grow.
const ROUNDS: u32 = 4;

/// A number that is kept of each takes twice as much.
const BYTES: u64 = 4;

/// Lets more and more come and go, and gives how many bytes the process has gained for each of them
/// at least; `None`, if it has gained none in one of the rounds, or the system does not tell.
// Other checks run in the same process, and may gain memory in one round. They do not do so in each,
// twice as much as before.
pub fn left_by_each(mut come_and_go: impl FnMut(usize)) -> Option<u64> {
    come_and_go(FIRST);
    let mut least = u64::MAX;
    for round in 1..=ROUNDS {
        let times = FIRST << round;
        let before = memory()?;
        come_and_go(times);
        let each = memory()?.saturating_sub(before) / times as u64;
        if each < BYTES {
            return None;
        }
        least = least.min(each);
    }
    Some(least)
}

/// How many bytes of memory this process has of its own, if the system tells.
fn memory() -> Option<u64> {
    let id = process::id();
    let kilobytes = if cfg!(target_os = "linux") {
        // In memory or swapped out: a machine that is short of memory makes no difference.
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let lines = status.lines();
        let own = lines.filter(|line| line.starts_with("RssAnon:") || line.starts_with("VmSwap:"));
        own.filter_map(digits).sum()
    } else if cfg!(windows) {
        let filter = format!("PID eq {id}");
        let told = says(Command::new("tasklist").args(["/FO", "CSV", "/NH", "/FI", &filter]))?;
        digits(told.trim().rsplit("\",\"").next()?)?
    } else {
        digits(&says(Command::new("ps").args([
            "-o",
            "rss=",
            "-p",
            &id.to_string(),
        ]))?)?
    };
    Some(kilobytes * 1024)
}

fn says(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The number in `text`, however its thousands are set apart.
fn digits(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}
