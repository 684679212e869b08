// entry: none, or one_write_a_read
use std::cell::Cell;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;

use tokio::select;
use tokio::sync::Notify;
use tokio::task::coop::consume_budget;
use tokio::task::yield_now;

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
    let there = Rc::new(There::default());
    let mut stop = pin!(stop);
    let mut accepted = 0;
    loop {
        let client = select! {
            biased;
            () = &mut stop => break,
            client = listener.accept() => client,
        };
        match client {
            Ok(connection) => {
                accepted += 1;
                there.clients.set(there.clients.get() + 1);
                let there = Rc::clone(&there);
                spawn(Box::pin(async move {
                    let _ = echo(connection).await;
                    there.clients.set(there.clients.get() - 1);
                    there.one_left.notify_one();
                }));
                yield_now().await;
            }
            Err(_) => yield_now().await,
        }
    }
    drop(listener);
    while there.clients.get() > 0 {
        there.one_left.notified().await;
    }
    accepted
}

#[derive(Default)]
struct There {
    clients: Cell<usize>,
    one_left: Notify,
}

async fn echo<C: Connection>(mut connection: C) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        consume_budget().await;
        let read = match connection.read(&mut buffer).await? {
            0 => break,
            read => read,
        };
        consume_budget().await;
        connection.write(&buffer[..read]).await?;
    }
    connection.close().await
}
