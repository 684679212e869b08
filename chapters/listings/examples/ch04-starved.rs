use futures::StreamExt;
use kit::Recorder;
use tokio::task::yield_now;

const MESSAGES: u32 = 300;

// ANCHOR: heartbeat
/// Yields forever: each poll is a beat.
async fn heartbeat() {
    loop {
        yield_now().await;
    }
}
// ANCHOR_END: heartbeat

// ANCHOR: readers
async fn from_futures_channel() {
    let (sender, mut messages) = futures::channel::mpsc::unbounded();
    for message in 0..MESSAGES {
        sender.unbounded_send(message).unwrap();
    }
    for _ in 0..MESSAGES {
        messages.next().await;
    }
}

async fn from_tokio_channel() {
    let (sender, mut messages) = tokio::sync::mpsc::unbounded_channel();
    for message in 0..MESSAGES {
        sender.send(message).unwrap();
    }
    for _ in 0..MESSAGES {
        messages.recv().await;
    }
}
// ANCHOR_END: readers

// ANCHOR: yielding
async fn yielding_every_100() {
    let (sender, mut messages) = futures::channel::mpsc::unbounded();
    for message in 0..MESSAGES {
        sender.unbounded_send(message).unwrap();
    }
    for read in 0..MESSAGES {
        if read > 0 && read % 100 == 0 {
            yield_now().await;
        }
        messages.next().await;
    }
}
// ANCHOR_END: yielding

// ANCHOR: main
async fn beats(name: &str, reader: impl Future<Output = ()> + Send + 'static) -> Recorder {
    let lab = Recorder::new();
    let heartbeat = lab.spawn("heartbeat", heartbeat());
    lab.spawn("reader", reader).await.unwrap();
    heartbeat.abort();
    println!("{name}: {} beats", lab.polls("heartbeat"));
    lab
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    beats("a channel of futures", from_futures_channel()).await;
    beats("with a yield", yielding_every_100()).await;
    let lab = beats("a channel of tokio", from_tokio_channel()).await;
    lab.keep_beside_listing();
    let reader = tokio::task::unconstrained(from_tokio_channel());
    beats("without the budget", reader).await;
}
// ANCHOR_END: main
