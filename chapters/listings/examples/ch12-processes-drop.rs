use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::Command;

/// Reads a job, says so, and waits for the file.
fn work() {
    let mut path = String::new();
    io::stdin().read_line(&mut path).expect("a line");
    println!("reading");
    while !Path::new(path.trim()).exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    println!("checked");
}

fn main() -> io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        work();
        return Ok(());
    }
    for kill in [false, true] {
        boss(kill)?;
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn boss(kill: bool) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("large.bin");
    let mut child = Command::new(std::env::current_exe()?)
        .arg("worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(kill)
        .spawn()?;
    let mut answers = BufReader::new(child.stdout.take().expect("it is piped"));
    let job = format!("{}\n", path.display());
    let jobs = child.stdin.as_mut().expect("it is piped");
    jobs.write_all(job.as_bytes()).await?;
    answers.read_line(&mut String::new()).await?; // "reading"

    // ANCHOR: main
    drop(child);
    std::fs::write(&path, "the disk has answered")?;
    let mut rest = String::new();
    answers.read_to_string(&mut rest).await?; // until the worker has ended
    println!("kill_on_drop({kill}): after the drop it said {rest:?}");
    // ANCHOR_END: main
    Ok(())
}
