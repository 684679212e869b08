//! Running a program within a bound, and several at once.

use std::io::{PipeReader, Read, pipe};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// What of a program's output is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Streams {
    /// Standard output; standard error explains a failure.
    OutOnly,
    /// Both, in the order in which they were written.
    Both,
}

/// What the program printed, or why it did not end well.
pub fn run(command: &mut Command, wanted: Streams, bound: Duration) -> Result<String, String> {
    let (status, printed, errors) = run_to_end(command, wanted, bound)?;
    if status.success() {
        return Ok(printed);
    }
    let shown = if wanted == Streams::Both {
        printed
    } else {
        errors
    };
    Err(format!("it ended with {status}:\n{}", shown.trim_end()))
}

/// The exit status, and both streams (the second empty, where the first holds both).
pub fn run_to_end(
    command: &mut Command,
    wanted: Streams,
    bound: Duration,
) -> Result<(ExitStatus, String, String), String> {
    let cannot = |error: std::io::Error| format!("it could not be run: {error}");
    let (out, out_writer) = pipe().map_err(cannot)?;
    let (errors, error_writer) = pipe().map_err(cannot)?;
    let error_writer = match wanted {
        Streams::OutOnly => error_writer,
        Streams::Both => {
            drop(error_writer);
            out_writer.try_clone().map_err(cannot)?
        }
    };
    command.stdin(Stdio::null());
    command.stdout(out_writer).stderr(error_writer);
    let mut child = command.spawn().map_err(cannot)?;
    // The command still owns its ends of the pipes: while it does, they do not close.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let (out, errors) = (read_aside(out), read_aside(errors));

    let started = Instant::now();
    let status = loop {
        match child.try_wait().map_err(cannot)? {
            Some(status) => break status,
            None if started.elapsed() < bound => thread::sleep(Duration::from_millis(5)),
            None => {
                child.kill().map_err(cannot)?;
                child.wait().map_err(cannot)?;
                return Err(format!("it was stopped: it still ran after {bound:?}"));
            }
        }
    };
    // A process that the program left behind may keep a pipe open forever.
    let text = |reader: Receiver<Vec<u8>>| {
        let bytes = reader.recv_timeout(bound);
        bytes.map(|bytes| String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
    };
    match (text(out), text(errors)) {
        (Ok(out), Ok(errors)) => Ok((status, out, errors)),
        _ => Err("it ended, but its output is still held open".to_owned()),
    }
}

/// Reads on a thread of its own: a full pipe would stop the program.
fn read_aside(mut pipe: PipeReader) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is still worth showing, and the receiver may be gone.
        let _ = pipe.read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}

/// Applies `work` to every item on as many threads as there are processors; results in order.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        while let Some((at, item)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            items.get(at).map(|item| (at, item))
        } {
            done.push((at, work(item)));
        }
        done
    };
    let count = thread::available_parallelism().map_or(1, usize::from);
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..count).map(|_| scope.spawn(worker)).collect();
        let joined = workers
            .into_iter()
            .map(|worker| worker.join().expect("no worker panics"));
        joined.flatten().collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
