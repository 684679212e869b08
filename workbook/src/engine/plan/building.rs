//! Running cargo for a plan, and passing on what it says of its progress.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};

use super::super::error::{Error, Result};

/// The most lines that are kept of what cargo says, for the case that it fails.
const MOST_LINES: usize = 2000;

/// Runs `cargo` to its end, and calls `line` with each line that tells of its progress. Its status,
/// and what else it said.
///
/// # Errors
/// If it cannot be started.
pub fn run(mut cargo: Command, line: &mut dyn FnMut(Option<&str>)) -> Result<(ExitStatus, String)> {
    let no_toolchain = |source| Error::NoToolchain {
        program: "cargo".to_owned(),
        source,
    };
    let mut child = cargo
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(no_toolchain)?;
    let mut said: Vec<String> = Vec::new();
    if let Some(stderr) = child.stderr.take() {
        for text in BufReader::new(stderr)
            .split(b'\n')
            .map_while(|text| text.ok())
        {
            let text = String::from_utf8_lossy(&text).trim_end().to_owned();
            match progress(&text) {
                Some(progress) => line(Some(progress)),
                None if said.len() < MOST_LINES => said.push(text),
                None => {}
            }
        }
    }
    let status = child.wait().map_err(no_toolchain)?;
    Ok((status, said.join("\n")))
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
