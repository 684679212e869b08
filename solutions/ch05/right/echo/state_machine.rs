//! Style: a connection is an enum; a queue keeps what is to be written; a semaphore counts the clients.

use std::collections::VecDeque;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;

use futures::future::{Either, select};
use tokio::sync::Semaphore;
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
    listener: L,
    stop: impl Future<Output = ()>,
    spawn: impl Fn(Task),
) -> usize {
    const MOST: u32 = 1 << 20;
    let places = Arc::new(Semaphore::new(MOST as usize));
    let mut accepted = 0;
    let mut listener = listener;
    let mut stop = pin!(stop);
    loop {
        let place = Arc::clone(&places).acquire_owned().await;
        let accept = pin!(listener.accept());
        let client = match select(stop.as_mut(), accept).await {
            Either::Left(_) => break,
            Either::Right((client, _)) => client,
        };
        if let Ok(connection) = client {
            accepted += 1;
            spawn(Box::pin(async move {
                let _place = place;
                talk(connection).await;
            }));
        }
        yield_now().await;
    }
    drop(listener);
    let _all = places.acquire_many(MOST).await;
    accepted
}

enum State {
    Reading,
    Writing(VecDeque<u8>),
    Closing,
    Gone,
}

async fn talk(mut connection: impl Connection) {
    let mut state = State::Reading;
    let mut buffer = [0; 512];
    loop {
        state = match state {
            State::Reading => match connection.read(&mut buffer).await {
                Err(_) => State::Gone,
                Ok(0) => State::Closing,
                Ok(read) => State::Writing(buffer[..read].iter().copied().collect()),
            },
            State::Writing(mut bytes) => match connection.write(bytes.make_contiguous()).await {
                Err(_) => State::Gone,
                Ok(written) => {
                    bytes.drain(..written);
                    if bytes.is_empty() {
                        yield_now().await;
                        State::Reading
                    } else {
                        State::Writing(bytes)
                    }
                }
            },
            State::Closing => {
                let _: io::Result<()> = connection.close().await;
                State::Gone
            }
            State::Gone => return,
        }
    }
}
