//! A server's clients, without a network: each has one end of a pipe, and gives the other to the
//! listener.

use std::time::Duration;

use kit::Recorder;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

pub type Connection = DuplexStream;

/// What the server accepts connections from.
pub struct Listener(Receiver<Connection>);

impl Listener {
    pub async fn accept(&mut self) -> Option<Connection> {
        self.0.recv().await
    }
}

/// Ada connects first, and sends after 100 ms. Bob connects after 10 ms, and sends at once.
pub fn ada_and_bob(lab: &Recorder) -> (Listener, [JoinHandle<()>; 2]) {
    let (connect, connections) = channel(8);
    let ada = client("Ada", connect.clone(), 0, 100);
    let bob = client("Bob", connect, 10, 0);
    (
        Listener(connections),
        [lab.spawn("Ada", ada), lab.spawn("Bob", bob)],
    )
}

// ANCHOR: client
async fn client(name: &'static str, connect: Sender<Connection>, connects_at: u64, waits: u64) {
    ms(connects_at).await;
    let (mut mine, theirs) = duplex(64);
    connect.send(theirs).await.unwrap();
    ms(waits).await;
    let (asked, mut echo) = (Instant::now(), [0; 5]);
    mine.write_all(b"hello").await.unwrap();
    mine.read_exact(&mut echo).await.unwrap();
    println!(
        "{name}: the echo came after {} ms",
        asked.elapsed().as_millis()
    );
}
// ANCHOR_END: client

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}
