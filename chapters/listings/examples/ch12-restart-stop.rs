// needs: linux, macos
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Waits for the file of each job, which may be forever.
fn work() {
    for job in io::stdin().lines() {
        let path = job.expect("a line");
        while !Path::new(&path).exists() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn start() -> io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .arg("worker")
        .stdin(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
}

// ANCHOR: stop
/// Closes the input, waits for the worker until the limit, and then kills it.
async fn stop(mut worker: Child, limit: Duration) -> io::Result<String> {
    drop(worker.stdin.take());
    if let Ok(status) = timeout(limit, worker.wait()).await {
        return Ok(format!("ended: {}", status?));
    }
    worker.kill().await?; // sends the signal, and waits for the end
    Ok(format!("killed: {}", worker.wait().await?))
}
// ANCHOR_END: stop

fn main() -> io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        work();
        return Ok(());
    }
    boss()
}

#[tokio::main(flavor = "current_thread")]
async fn boss() -> io::Result<()> {
    // ANCHOR: main
    let idle = start()?;
    let mut stuck = start()?;
    let jobs = stuck.stdin.as_mut().expect("it is piped");
    jobs.write_all(b"/no/such/disk\n").await?;

    println!("idle:  {}", stop(idle, Duration::from_secs(10)).await?);
    println!("stuck: {}", stop(stuck, Duration::from_millis(50)).await?);
    // ANCHOR_END: main
    Ok(())
}
