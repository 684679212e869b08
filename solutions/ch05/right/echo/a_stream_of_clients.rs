//! Style: clients are a stream that `stop` ends; a channel without messages says when all are gone.

use std::io;
use std::pin::{Pin, pin};

use futures::channel::mpsc;
use futures::future;
use futures::{StreamExt, pending};

/// A future without an output, for an event loop on this thread.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Accepts clients. Given to you.
pub trait Listener: 'static {
    /// The server's side of a client.
    type Connection: Connection;

    /// Waits for the next client. Dropping the future before it is ready loses no client.
    fn accept(&mut self) -> impl Future<Output = io::Result<Self::Connection>>;
}

/// A client. Given to you.
pub trait Connection: 'static {
    /// Waits for bytes, and returns how many it put at the front of `buffer`: 0 if the client will
    /// send no more.
    fn read(&mut self, buffer: &mut [u8]) -> impl Future<Output = io::Result<usize>>;

    /// Waits until the client takes bytes from the front of `bytes`, and returns how many: at least
    /// one, if `bytes` is not empty.
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = io::Result<usize>>;

    /// Tells the client that no more will come.
    fn close(&mut self) -> impl Future<Output = io::Result<()>>;
}

/// Comes back once the others had their turn.
async fn turn() {
    future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        std::task::Poll::Ready(())
    })
    .await;
    pending!();
}

async fn write_all(connection: &mut impl Connection, mut bytes: Vec<u8>) -> io::Result<()> {
    while !bytes.is_empty() {
        let taken = connection.write(&bytes).await?;
        bytes.drain(..taken);
        turn().await;
    }
    Ok(())
}

async fn serve_one(mut connection: impl Connection) -> io::Result<()> {
    let mut buffer = vec![0; 256];
    while let read @ 1.. = connection.read(&mut buffer).await? {
        write_all(&mut connection, buffer[..read].to_vec()).await?;
    }
    connection.close().await
}

/// Serves the clients of `listener` until `stop` is ready and the last client is gone, and returns
/// how many clients there were.
pub async fn serve<L: Listener>(
    listener: L,
    stop: impl Future<Output = ()>,
    spawn: impl Fn(Task),
) -> usize {
    // Nothing is ever sent: the channel ends when the last task has dropped its end.
    let (alive, mut ended) = mpsc::channel::<()>(0);
    let clients = {
        let mut door = pin!(
            async_stream::stream! {
                let mut listener = listener;
                loop {
                    yield listener.accept().await.ok();
                    turn().await;
                }
            }
            .take_until(stop)
        );
        let mut clients = 0;
        while let Some(client) = door.next().await {
            let Some(connection) = client else { continue };
            clients += 1;
            let alive = alive.clone();
            spawn(Box::pin(async move {
                let _alive = alive;
                serve_one(connection).await.ok();
            }));
        }
        clients
        // The stream is dropped here, and the listener with it.
    };
    drop(alive);
    ended.next().await;
    clients
}
