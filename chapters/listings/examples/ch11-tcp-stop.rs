use std::io;
use std::time::Duration;

use kit::Recorder;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex, split};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Looks the price up: silver takes 40 ms, platinum far too long.
async fn price(name: &str) -> &'static str {
    sleep(ms(if name == "platinum" { 5_000 } else { 40 })).await;
    "27"
}

// ANCHOR: connection
async fn connection(stream: DuplexStream, stop: CancellationToken) -> io::Result<()> {
    let (reader, mut writer) = split(stream);
    let mut requests = BufReader::new(reader).lines();
    loop {
        let request = tokio::select! {
            biased;
            () = stop.cancelled() => break, // between two requests
            request = requests.next_line() => request?,
        };
        let Some(name) = request else { break };
        // From here on, `stop` is not asked: this request is answered.
        let line = format!("{name} {}\n", price(&name).await);
        writer.write_all(line.as_bytes()).await?;
    }
    writer.shutdown().await
}
// ANCHOR_END: connection

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    lab.watch("server", serve(&lab, began)).await;
    lab.keep_beside_listing();
}

async fn serve(lab: &Recorder, began: Instant) {
    let (stop, cut) = (CancellationToken::new(), CancellationToken::new());
    let connections = TaskTracker::new();
    for name in ["idle", "silver", "platinum"] {
        let (mut theirs, ours) = duplex(64);
        let connection = lab.watch(name, connection(ours, stop.clone()));
        let cut = cut.clone();
        connections.spawn(async move {
            let ended = cut.run_until_cancelled(connection).await;
            let how = if ended.is_some() { "closed" } else { "cut" };
            println!("{:3} ms: {name} is {how}", began.elapsed().as_millis());
        });
        tokio::spawn(async move {
            if name != "idle" {
                let request = format!("{name}\ntin\n"); // a second request after the first
                theirs.write_all(request.as_bytes()).await.unwrap();
            }
            let mut replies = BufReader::new(theirs).lines();
            while let Ok(Some(line)) = replies.next_line().await {
                println!("{:3} ms: reply {line:?}", began.elapsed().as_millis());
            }
        });
    }

    // ANCHOR: stop
    sleep(ms(20)).await; // until SIGTERM comes; then accept no more
    stop.cancel();
    connections.close();
    if timeout(ms(100), connections.wait()).await.is_err() {
        cut.cancel();
        connections.wait().await;
    }
    // ANCHOR_END: stop
    println!(
        "{:3} ms: the service has stopped",
        began.elapsed().as_millis()
    );
}
