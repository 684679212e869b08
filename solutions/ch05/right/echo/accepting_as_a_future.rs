//! Style: the accepting is one future that `stop` ends; a oneshot a client says that it is gone.

use std::cell::{Cell, RefCell};
use std::io;
use std::pin::{Pin, pin};

use futures::channel::oneshot;
use futures::future::{join_all, select};
use tokio::task::yield_now;

/// A future without an output, for the loop that runs on this thread.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Where clients come in. Given to you.
pub trait Listener: 'static {
    /// What a client is to the server.
    type Connection: Connection;

    /// Waits for the next client. Dropping the future before it is ready loses none.
    fn accept(&mut self) -> impl Future<Output = io::Result<Self::Connection>>;
}

/// A client. Given to you.
pub trait Connection: 'static {
    /// Waits for bytes, and gives how many it put into the front of `buffer`: 0, when the client will
    /// send no more.
    fn read(&mut self, buffer: &mut [u8]) -> impl Future<Output = io::Result<usize>>;

    /// Waits until the client takes some bytes from the front of `bytes`, and gives how many: at least
    /// one, where there is one.
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = io::Result<usize>>;

    /// Tells the client that no more will come.
    fn close(&mut self) -> impl Future<Output = io::Result<()>>;
}

/// Serves the clients of `listener` until `stop` is ready and the last of them is gone; ready with
/// how many there were.
pub async fn serve<L: Listener>(
    mut listener: L,
    stop: impl Future<Output = ()>,
    spawn: impl Fn(Task),
) -> usize {
    let (accepted, gone) = (Cell::new(0), RefCell::new(Vec::new()));
    {
        let accepting = Box::pin(async {
            loop {
                if let Ok(connection) = listener.accept().await {
                    accepted.update(|accepted| accepted + 1);
                    let (mut leaves, left) = oneshot::channel::<()>();
                    let mut open = gone.borrow_mut();
                    // So that those who are gone take no room.
                    open.retain_mut(|left: &mut oneshot::Receiver<()>| left.try_recv().is_ok());
                    open.push(left);
                    drop(open);
                    spawn(Box::pin(async move {
                        let _ = echo(connection).await;
                        // Told by being dropped, and not before.
                        let _ = &mut leaves;
                    }));
                }
                yield_now().await;
            }
        });
        let accepting: Pin<Box<dyn Future<Output = ()> + '_>> = accepting;
        select(pin!(stop), accepting).await;
    }
    drop(listener);
    join_all(gone.into_inner()).await;
    accepted.get()
}

async fn echo(mut connection: impl Connection) -> io::Result<()> {
    let mut buffer = [0; 1024];
    let mut read = connection.read(&mut buffer).await?;
    while read > 0 {
        let mut bytes = &buffer[..read];
        while let [_, ..] = bytes {
            let written = connection.write(bytes).await?;
            bytes = &bytes[written..];
        }
        yield_now().await;
        read = connection.read(&mut buffer).await?;
    }
    connection.close().await
}
