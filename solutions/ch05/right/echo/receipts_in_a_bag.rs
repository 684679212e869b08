//! Style: a receipt a client in a `FuturesUnordered`, which counts them; one byte at a time.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::Poll;

use futures::channel::oneshot;
use futures::future::{Either, select};
use futures::stream::{FuturesUnordered, StreamExt};

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
    listener: L,
    stop: impl Future<Output = ()>,
    spawn: impl Fn(Task),
) -> usize {
    let mut stop = Box::pin(stop);
    let mut receipts = FuturesUnordered::new();
    let mut door = Some(listener);
    while let Some(mut listener) = door.take() {
        let came = match select(stop.as_mut(), Box::pin(listener.accept())).await {
            Either::Left(((), _)) => continue,
            Either::Right((came, _)) => came,
        };
        door = Some(listener);
        if let Ok(client) = came {
            let (gone, receipt) = oneshot::channel();
            receipts.push(receipt);
            spawn(Box::pin(async move {
                serve_one(client).await;
                let _ = gone.send(());
            }));
        }
        breathe().await;
    }
    let count = receipts.len();
    while receipts.next().await.is_some() {}
    count
}

async fn serve_one<C: Connection>(mut client: C) {
    let mut place = [0; 1];
    while let Ok(read) = client.read(&mut place).await {
        if read == 0 {
            let _ = client.close().await;
            return;
        }
        match client.write(&place).await {
            Ok(_) => breathe().await,
            Err(_) => return,
        }
    }
}

fn breathe() -> impl Future<Output = ()> {
    let mut turns = 2;
    poll_fn(move |cx| {
        turns -= 1;
        if turns == 0 {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}
