//! The three that are measured, each as a process of its own with an empty directory.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::{Cost, Work, role};

pub const NAMES: [&str; 3] = ["workbook", "`curl --parallel`", "a loop"];
/// Downloads at the same time, for the two that have such a limit.
const AT_ONCE: &str = "16";
const TIME: &str = "/usr/bin/time";

/// Runs one of them; `None` if there is no curl.
pub fn run(peer: usize, address: &str, work: Work) -> Result<Option<Cost>> {
    let directory = in_memory()?;
    let (files, list, memory) = (
        directory.path().join("files"),
        directory.path().join("list"),
        directory.path().join("memory"),
    );
    fs::create_dir(&files)?;
    let mut lines = String::new();
    for nth in 0..work.files {
        let url = format!("http://{address}/{}/{nth}.bin", work.size);
        match peer {
            1 => writeln!(
                lines,
                "url = \"{url}\"\noutput = \"{}/{nth}.bin\"",
                files.display()
            )?,
            _ => writeln!(lines, "{url}")?,
        }
    }
    fs::write(&list, lines)?;
    let command = match peer {
        0 => {
            let mut ours = Command::new(env!("CARGO_BIN_EXE_downloader-solution"));
            ours.args(["--in-all", AT_ONCE, "--per-host", AT_ONCE, "--dir"])
                .arg(&files)
                .arg("--list")
                .arg(&list);
            ours
        }
        1 if !has_curl() => return Ok(None),
        1 => {
            let mut curl = Command::new("curl");
            curl.args([
                "--disable",
                "--parallel",
                "--parallel-max",
                AT_ONCE,
                "--no-progress-meter",
                "--fail",
                "--config",
            ])
            .arg(&list);
            curl
        }
        _ => {
            let mut plain = role("loop")?;
            plain.arg(&files).arg(&list);
            plain
        }
    };
    let mut command = if Path::new(TIME).exists() {
        let mut timed = Command::new(TIME);
        timed
            .args(["-f", "%M", "-o"])
            .arg(&memory)
            .arg(command.get_program())
            .args(command.get_args());
        timed
    } else {
        command
    };
    let began = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    let time = began.elapsed();
    ensure!(status.success(), "{status}");
    for nth in 0..work.files {
        let size = fs::metadata(files.join(format!("{nth}.bin")))?.len();
        ensure!(size == work.size, "{nth}.bin has {size} bytes");
    }
    let memory = fs::read_to_string(memory)
        .ok()
        .and_then(|memory| memory.trim().parse().ok());
    Ok(Some(Cost { time, memory }))
}

/// A directory in memory where the system has room there: how long a disk needs to make files has nothing to do with
/// the three.
fn in_memory() -> Result<tempfile::TempDir> {
    Ok(match memory() {
        Some(memory) => tempfile::tempdir_in(memory)?,
        None => tempfile::tempdir()?,
    })
}

#[cfg(target_os = "linux")]
fn memory() -> Option<&'static Path> {
    let memory = Path::new("/dev/shm");
    let free = rustix::fs::statvfs(memory).ok()?;
    (free.f_bavail * free.f_frsize > 1024 * crate::MIB).then_some(memory)
}

#[cfg(not(target_os = "linux"))]
fn memory() -> Option<&'static Path> {
    None
}

pub fn has_curl() -> bool {
    let version = Command::new("curl")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    version.is_ok_and(|status| status.success())
}

/// What a first draft is: one file after the other, each in memory as a whole.
pub fn plain_loop(files: &Path, list: &Path) -> Result<()> {
    let urls = fs::read_to_string(list)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let client = reqwest::Client::new();
        for url in urls.lines() {
            let bytes = client
                .get(url)
                .send()
                .await?
                .error_for_status()?
                .bytes()
                .await?;
            let name = url.rsplit('/').next().unwrap_or_default();
            tokio::fs::write(files.join(name), bytes).await?;
        }
        Ok(())
    })
}
