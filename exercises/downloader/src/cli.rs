//! The command line, the display and the exit code.

use std::fs;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use ch15::attempts::Policy;
use ch15::fetch_all::{Entry, fetch_all};
use ch15::hosts::{Limits, run_all};
use ch15::progress::{Board, Outcome, Totals};
use clap::Parser;
use futures::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::client::Http;
use crate::disk::Directory;
use crate::download::Downloads;
use crate::jobs::{Job, jobs};
use crate::signals::Presses;

/// Jobs that may wait for their host while jobs of other hosts run.
const AHEAD: usize = 1_000;
const CONNECT: Duration = Duration::from_secs(10);
const REDRAW: Duration = Duration::from_millis(100);

/// Downloads files over HTTP. Run it again after an interruption, and it fetches the rest.
///
/// The first Ctrl-C stops it in order, the second one at once. The exit code is 0 if all files are there, 1 if some
/// failed, 2 if it could not begin, and 130 if it was interrupted.
#[derive(Parser)]
#[command(name = "downloader", args_override_self = true)]
struct Arguments {
    /// What to download
    urls: Vec<String>,
    /// A file with a URL a line, and perhaps the SHA-256 of its file behind it
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// Where the files go
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// Downloads at the same time
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = at_least_one)]
    in_all: usize,
    /// Downloads at the same time from one host
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = at_least_one)]
    per_host: usize,
    /// Failed tries in a row, without a new byte, that end a download
    #[arg(long, value_name = "N", default_value_t = 5)]
    attempts: u32,
    /// Milliseconds without a byte after which a try has failed
    #[arg(long, value_name = "MS", default_value_t = 30_000)]
    stall: u64,
    /// Write a summary in JSON to this file; - is stdout
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// The program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // One thread for the connections beside this one: for each small file, more of them would wake each other.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let run = runtime
        .context("no runtime")
        .and_then(|runtime| runtime.block_on(run(arguments)));
    run.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}

async fn run(arguments: Arguments) -> Result<ExitCode> {
    let list = match &arguments.list {
        None => None,
        Some(file) => {
            let list = fs::read_to_string(file);
            Some(list.with_context(|| format!("cannot read the list {}", file.display()))?)
        }
    };
    let jobs = jobs(&arguments.urls, list.as_deref())?;
    drop(list);
    let path = arguments.dir;
    let directory = Directory::open(path.clone())
        .with_context(|| format!("cannot use the directory {}", path.display()))?;
    let board = Board::new();
    let downloads = Arc::new(Downloads {
        client: Http::new(CONNECT)?,
        directory,
        policy: Policy {
            attempts: arguments.attempts,
            first: Duration::from_millis(200),
            most: Duration::from_secs(30),
        },
        stall: Duration::from_millis(arguments.stall),
        board: board.clone(),
    });
    let limits = Limits {
        in_all: arguments.in_all,
        per_host: arguments.per_host,
        ahead: AHEAD,
    };
    let lines_to_stdout = arguments
        .json
        .as_ref()
        .is_none_or(|file| file.as_os_str() != "-");
    let presses = Presses::listen();
    let bar = bar(&board, jobs.len());
    let all = jobs.len();

    // `run_all` has limits for each host, and `fetch_all` knows what to do at a Ctrl-C: it runs each job alone.
    let entries = run_all(
        jobs,
        limits,
        |job: &Job| job.host.clone(),
        |job| {
            let downloads = Arc::clone(&downloads);
            let (ask, cut) = (presses.reach(1), presses.reach(2));
            async move {
                let name = job.name.clone();
                let one = |job, stop| Arc::clone(&downloads).download(job, stop);
                let entries = fetch_all(vec![job], 1, one, ask, cut).await;
                (
                    name,
                    entries.into_iter().next().unwrap_or(Entry::NotStarted),
                )
            }
        },
    );
    let mut entries = pin!(entries);
    let (mut cut, mut not_started) = (Vec::new(), Vec::new());
    let (mut done, mut failed) = (0, 0);
    while let Some((_, (name, entry))) = entries.next().await {
        let (word, why) = match entry {
            Entry::Finished(Outcome::Done) => ("done", None),
            Entry::Finished(Outcome::Failed(why)) => ("failed", Some(why)),
            Entry::Panicked(message) => ("failed", Some(format!("a panic: {message}"))),
            Entry::Finished(Outcome::Interrupted) => ("interrupted", None),
            Entry::Cut => {
                cut.push(name.clone());
                ("cut", None)
            }
            Entry::NotStarted => {
                not_started.push(name);
                continue;
            }
        };
        done += usize::from(word == "done");
        failed += usize::from(word == "failed");
        let line = match why {
            None => format!("{word:<12}{name}"),
            Some(why) => format!("{word:<12}{name}: {why}"),
        };
        bar.suspend(|| {
            if lines_to_stdout {
                println!("{line}");
            } else {
                eprintln!("{line}");
            }
        });
    }
    bar.finish_and_clear();
    let interrupted = presses.count() > 0 && done + failed < all;
    if let Some(file) = arguments.json {
        let summary = summary(&board, &cut, &not_started)?;
        if lines_to_stdout {
            fs::write(&file, summary)
                .with_context(|| format!("cannot write {}", file.display()))?;
        } else {
            println!("{summary}");
        }
    }
    Ok(match (interrupted, failed) {
        (true, _) => ExitCode::from(130),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::FAILURE,
    })
}

/// The board's summary, and the names of the files that were cut or did not begin.
fn summary(board: &Board, cut: &[String], not_started: &[String]) -> Result<String> {
    let mut summary: Value =
        serde_json::from_str(&board.summary()).context("the summary is not JSON")?;
    summary["cut"] = json!(cut);
    summary["not_started"] = json!(not_started);
    Ok(summary.to_string())
}

/// A bar on the terminal that follows the board, however fast that changes. In a pipe it is hidden.
fn bar(board: &Board, files: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = match std::env::var_os("NO_COLOR") {
        Some(set) if !set.is_empty() => {
            "{msg} {wide_bar} {binary_bytes} of {binary_total_bytes}, {binary_bytes_per_sec}"
        }
        _ => {
            "{msg} {wide_bar:.cyan/blue} {binary_bytes} of {binary_total_bytes}, {binary_bytes_per_sec}"
        }
    };
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(0).with_style(style);
    let (mut watcher, theirs) = (board.watch(), bar.clone());
    tokio::spawn(async move {
        while !theirs.is_finished() {
            let Totals {
                done,
                failed,
                bytes,
                total,
                ..
            } = watcher.changed().await;
            theirs.set_length(total.unwrap_or(bytes).max(bytes));
            theirs.set_position(bytes);
            theirs.set_message(match failed {
                0 => format!("{done} of {files} files"),
                failed => format!("{done} of {files} files, {failed} failed"),
            });
            tokio::time::sleep(REDRAW).await;
        }
    });
    bar
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=100_000) => Ok(number),
        _ => Err("it must be a number from 1 to 100000".to_owned()),
    }
}
