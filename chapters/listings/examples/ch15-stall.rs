use std::time::Duration;

use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::{Instant, error::Elapsed, sleep, timeout};

/// A server that sends a line each second, `lines` of them, and then ends or says nothing more.
fn log(lines: u32, ends: bool) -> Receiver<u32> {
    let (sender, log) = channel(1);
    tokio::spawn(async move {
        for line in 0..lines {
            sleep(Duration::from_secs(1)).await;
            sender.send(line).await.ok();
        }
        if !ends {
            sender.closed().await;
        }
    });
    log
}

/// A look into an index, of which the first needs 15 s.
async fn index(line: u32) {
    sleep(Duration::from_secs(if line == 0 { 15 } else { 0 })).await;
}

const LIMIT: Duration = Duration::from_secs(10);

// ANCHOR: whole
async fn limit_for_the_whole(mut log: Receiver<u32>) -> Result<(), Elapsed> {
    timeout(LIMIT, async {
        while let Some(line) = log.recv().await {
            index(line).await;
        }
    })
    .await
}
// ANCHOR_END: whole

// ANCHOR: turn
async fn limit_for_each_turn(mut log: Receiver<u32>) -> Result<(), Elapsed> {
    let mut turn = async || match log.recv().await {
        Some(line) => {
            index(line).await;
            true
        }
        None => false,
    };
    while timeout(LIMIT, turn()).await? {}
    Ok(())
}
// ANCHOR_END: turn

// ANCHOR: read
async fn limit_for_each_read(mut log: Receiver<u32>) -> Result<(), Elapsed> {
    while let Some(line) = timeout(LIMIT, log.recv()).await? {
        index(line).await;
    }
    Ok(())
}
// ANCHOR_END: read

async fn print(what: &str, run: impl Future<Output = Result<(), Elapsed>>) {
    let began = Instant::now();
    let outcome = match run.await {
        Ok(()) => "complete",
        Err(_) => "no byte arrived",
    };
    println!("{what}: {outcome}, after {} s", began.elapsed().as_secs());
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!("a limit of 10 s for the whole");
    print("  100 lines", limit_for_the_whole(log(100, true))).await;
    print(
        "  3 lines, then silence",
        limit_for_the_whole(log(3, false)),
    )
    .await;
    println!("a limit of 10 s for each turn of the loop");
    print("  100 lines", limit_for_each_turn(log(100, true))).await;
    println!("a limit of 10 s for each read");
    print("  100 lines", limit_for_each_read(log(100, true))).await;
    print(
        "  3 lines, then silence",
        limit_for_each_read(log(3, false)),
    )
    .await;
}
