use std::time::Duration;

use kit::Recorder;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

// ANCHOR: serve
async fn serve(mut door: Receiver<Client>, mut stop: oneshot::Receiver<()>, lab: Recorder) {
    let (start, mut clients) = (Instant::now(), JoinSet::new());
    let told = |what: &str| println!("{:3} ms: {what}", start.elapsed().as_millis());
    loop {
        tokio::select! {
            biased;
            _ = &mut stop => break,
            Some(client) = door.recv() => {
                clients.spawn(lab.watch(client.name, served(client)));
            }
        }
    }
    told("told to stop");
    drop(door);
    told("the door is closed");
    let all_gone = async { while clients.join_next().await.is_some() {} };
    if timeout(ms(100), all_gone).await.is_err() {
        told("one does not come to its end");
        clients.shutdown().await;
    }
    told("all clients are gone");
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
    let ((door, clients), (stop, stopped)) = (channel(8), oneshot::channel());
    // ANCHOR: main
    for (name, stays) in [("Ada", 20), ("Bob", 80), ("Cem", 10_000)] {
        let client = Client { name, stays };
        door.send(client).await.ok().unwrap();
    }
    let server = lab.spawn("server", serve(clients, stopped, lab.clone()));
    sleep(ms(50)).await;
    stop.send(()).unwrap();
    // ANCHOR_END: main
    server.await.unwrap();
    lab.keep_beside_listing();
}
