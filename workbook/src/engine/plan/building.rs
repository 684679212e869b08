//! Running cargo for a plan, and passing on what it says of its progress.

use std::io::{self, BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process_group};

use super::super::error::{Error, Result};
use super::super::process::Stop;

/// The most lines that are kept of what cargo says, for the case that it fails.
const MOST_LINES: usize = 2000;

/// How often `stop` is checked while cargo says nothing.
const SLICE: Duration = Duration::from_millis(50);

/// Runs `cargo` to its end, or until `stop` is raised, and calls `line` with each line that tells of its progress. Its
/// status, and what else it said.
///
/// # Errors
/// If it cannot be started.
pub fn run(
    mut cargo: Command,
    stop: &Stop,
    line: &mut dyn FnMut(Option<&str>),
) -> Result<(ExitStatus, String)> {
    let no_toolchain = |source| Error::NoToolchain {
        program: "cargo".to_owned(),
        source,
    };
    // A group of its own, so that the rustc that it has started ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut cargo, 0);
    let mut child = cargo
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(no_toolchain)?;
    let (tell, told) = mpsc::channel();
    let stderr = child.stderr.take();
    thread::spawn(move || {
        let Some(stderr) = stderr else { return };
        for text in BufReader::new(stderr)
            .split(b'\n')
            .map_while(io::Result::ok)
        {
            if tell.send(text).is_err() {
                return;
            }
        }
    });
    let mut said: Vec<String> = Vec::new();
    loop {
        if stop.raised() {
            end(&mut child);
            break;
        }
        let text = match told.recv_timeout(SLICE) {
            Ok(text) => String::from_utf8_lossy(&text).trim_end().to_owned(),
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        match progress(&text) {
            Some(progress) => line(Some(progress)),
            None if said.len() < MOST_LINES => said.push(text),
            None => {}
        }
    }
    let status = child.wait().map_err(no_toolchain)?;
    Ok((status, said.join("\n")))
}

/// Ends cargo, and on Unix what it has started. Elsewhere a rustc finishes its crate.
fn end(child: &mut Child) {
    // What has ended already cannot be ended, which is no error.
    #[cfg(unix)]
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    let _ = child.kill();
}

/// `Compiling tokio v1.54.0`, without the folder that cargo adds for a package of the workspace.
/// `None` for other lines than those by which cargo shows where it is.
fn progress(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let verb = line.split(' ').next()?;
    [
        "Compiling",
        "Downloaded",
        "Downloading",
        "Updating",
        "Blocking",
    ]
    .contains(&verb)
    .then(|| line.split(" (").next().unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::progress;

    #[test]
    fn progress_is_told_from_errors() {
        assert_eq!(
            progress("   Compiling kit v0.1.0 (/somewhere/exercises/kit)"),
            Some("Compiling kit v0.1.0")
        );
        assert_eq!(
            progress("  Downloaded tokio v1.54.0"),
            Some("Downloaded tokio v1.54.0")
        );
        assert_eq!(
            progress("error: no matching package named `tokio` found"),
            None
        );
        assert_eq!(progress("    Finished `test` profile in 0.1s"), None);
        assert_eq!(progress(""), None);
    }
}
