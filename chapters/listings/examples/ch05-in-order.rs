use std::time::Duration;

use kit::Recorder;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

// ANCHOR: serve
async fn serve(mut listener: Receiver<Client>, mut stop: oneshot::Receiver<()>, lab: Recorder) {
    let (start, mut clients) = (Instant::now(), JoinSet::new());
    let log = |what: &str| println!("{:3} ms: {what}", start.elapsed().as_millis());
    loop {
        tokio::select! {
            biased;
            _ = &mut stop => break,
            Some(client) = listener.recv() => {
                clients.spawn(lab.watch(client.name, served(client)));
            }
        }
    }
    log("asked to stop");
    drop(listener);
    log("the listener is dropped");
    let all_end = async { while clients.join_next().await.is_some() {} };
    if timeout(ms(100), all_end).await.is_err() {
        log("one connection is left");
        clients.shutdown().await;
    }
    log("all connections have ended");
}
// ANCHOR_END: serve

struct Client {
    name: &'static str,
    stays: u64,
}

async fn served(client: Client) {
    sleep(ms(client.stays)).await;
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let ((connect, listener), (stop, stopped)) = (channel(8), oneshot::channel());
    // ANCHOR: main
    for (name, stays) in [("Ada", 20), ("Bob", 80), ("Cem", 10_000)] {
        let client = Client { name, stays };
        connect.send(client).await.ok().unwrap();
    }
    let server = lab.spawn("server", serve(listener, stopped, lab.clone()));
    sleep(ms(50)).await;
    stop.send(()).unwrap();
    // ANCHOR_END: main
    server.await.unwrap();
    lab.keep_beside_listing();
}
