use std::time::Duration;

use kit::Recorder;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

struct Connection(&'static str);

impl Connection {
    async fn close(self, began: Instant) {
        sleep(ms(10)).await; // say goodbye
        println!("{:2} ms: {} is closed", began.elapsed().as_millis(), self.0);
    }
}

// ANCHOR: scope
async fn with_connection(name: &'static str, work: impl AsyncFnOnce(&Connection), began: Instant) {
    let connection = Connection(name);
    work(&connection).await;
    connection.close(began).await;
}
// ANCHOR_END: scope

// ANCHOR: handed
/// Hands its connection to the closer if it is dropped. A `send` on this channel does not wait.
struct Handed {
    connection: Option<Connection>,
    closer: mpsc::UnboundedSender<Connection>,
}

impl Drop for Handed {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let _ = self.closer.send(connection);
        }
    }
}

async fn closer(mut handed: mpsc::UnboundedReceiver<Connection>, began: Instant) {
    while let Some(connection) = handed.recv().await {
        connection.close(began).await;
    }
}
// ANCHOR_END: handed

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    let (closer_of, handed) = mpsc::unbounded_channel();
    // ANCHOR: main
    let closing = lab.spawn("closer", closer(handed, began));

    let scope = lab.watch(
        "scope",
        with_connection("scope", async |_| work().await, began),
    );
    let in_time = timeout(ms(30), scope).await.is_ok();
    println!(
        "{:2} ms: scope in time: {in_time}",
        began.elapsed().as_millis()
    );

    let handed = Handed {
        connection: Some(Connection("handed")),
        closer: closer_of,
    };
    let user = lab.watch("user", async move {
        work().await;
        drop(handed);
    });
    let in_time = timeout(ms(30), user).await.is_ok();
    println!(
        "{:2} ms: user in time: {in_time}",
        began.elapsed().as_millis()
    );

    closing.await.unwrap(); // at shutdown: all senders are gone, and the closer has finished
    // ANCHOR_END: main
    lab.keep_beside_listing();
}

async fn work() {
    sleep(ms(500)).await;
}
