//! A server's clients, without a network: each has one end of a pipe, and hands the other one in.

use std::time::Duration;

use kit::Recorder;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

pub type Connection = DuplexStream;

/// Where clients come in.
pub struct Door(Receiver<Connection>);

impl Door {
    pub async fn accept(&mut self) -> Option<Connection> {
        self.0.recv().await
    }
}

/// Ada comes first, and takes her time. Bob comes after her, and has but one word to say.
pub fn ada_and_bob(lab: &Recorder) -> (Door, [JoinHandle<()>; 2]) {
    let (door, clients) = channel(8);
    let ada = client("Ada", door.clone(), 0, 100);
    let bob = client("Bob", door, 10, 0);
    (
        Door(clients),
        [lab.spawn("Ada", ada), lab.spawn("Bob", bob)],
    )
}

// ANCHOR: client
async fn client(name: &'static str, door: Sender<Connection>, comes_at: u64, thinks: u64) {
    ms(comes_at).await;
    let (mut mine, theirs) = duplex(64);
    door.send(theirs).await.unwrap();
    ms(thinks).await;
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
