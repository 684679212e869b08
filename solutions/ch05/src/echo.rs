//! # An echo server
//!
//! One task for each client, and a yield between two clients.

use std::convert::Infallible;
use std::io;
use std::pin::{Pin, pin};

use futures::future::{Either, select};
use tokio::sync::mpsc;
use tokio::task::yield_now;

/// How many reads of a client are served before its task yields.
const AT_ONCE: usize = 32;

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

/// Serves the clients of `listener` until `stop` is ready and the last client is gone, and returns
/// how many clients there were.
pub async fn serve<L: Listener>(
    mut listener: L,
    stop: impl Future<Output = ()>,
    spawn: impl Fn(Task),
) -> usize {
    // Nothing is ever sent: the channel is closed when the last connection has dropped its sender.
    let (open, mut all_gone) = mpsc::channel::<Infallible>(1);
    let mut accepted = 0;
    let mut stop = pin!(stop);
    while let Either::Right((client, _)) = select(stop.as_mut(), pin!(listener.accept())).await {
        if let Ok(connection) = client {
            accepted += 1;
            let open = open.clone();
            spawn(Box::pin(async move {
                // If the client vanishes, only its own task ends.
                let _ = echo(connection).await;
                drop(open);
            }));
        }
        // Many clients at once, or an error that stays, must not keep other tasks from running.
        yield_now().await;
    }
    drop((listener, open));
    all_gone.recv().await;
    accepted
}

/// Sends back what `client` sends, until it has closed its half.
async fn echo(mut client: impl Connection) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        for _ in 0..AT_ONCE {
            let read = client.read(&mut buffer).await?;
            if read == 0 {
                return client.close().await;
            }
            let mut left = &buffer[..read];
            while !left.is_empty() {
                let written = client.write(left).await?;
                left = &left[written..];
            }
        }
        // A client as fast as the server never makes an await wait.
        yield_now().await;
    }
}
