//! Style: a connection goes from step to step and gives way after each; a watch channel tells when all are gone.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use tokio::select;
use tokio::sync::watch;
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

/// What is to be done next for a client.
enum Step {
    Read,
    Write(VecDeque<u8>),
    Close,
    Over,
}

async fn step<C: Connection>(client: &mut C, step: Step) -> io::Result<Step> {
    Ok(match step {
        Step::Read => {
            let mut some = [0; 512];
            match client.read(&mut some).await? {
                0 => Step::Close,
                n => Step::Write(some[..n].iter().copied().collect()),
            }
        }
        Step::Write(mut bytes) => {
            let n = client.write(bytes.make_contiguous()).await?;
            bytes.drain(..n);
            if bytes.is_empty() {
                Step::Read
            } else {
                Step::Write(bytes)
            }
        }
        Step::Close => {
            client.close().await?;
            Step::Over
        }
        Step::Over => Step::Over,
    })
}

/// Serves the clients of `listener` until `stop` is ready and the last client is gone, and returns
/// how many clients there were.
pub async fn serve<L: Listener>(
    mut listener: L,
    stop: impl Future<Output = ()>,
    spawn: impl Fn(Task),
) -> usize {
    let (over, running) = watch::channel(());
    let running = Arc::new(running);
    let mut stop = Box::pin(stop);
    let mut served = 0;
    loop {
        let connection = select! {
            biased;
            () = &mut stop => break,
            connection = listener.accept() => connection,
        };
        if let Ok(mut connection) = connection {
            served += 1;
            let running = running.clone();
            spawn(Box::pin(async move {
                let mut next = Step::Read;
                while !matches!(next, Step::Over) {
                    next = step(&mut connection, next).await.unwrap_or(Step::Over);
                    yield_now().await;
                }
                drop((connection, running));
            }));
        }
        yield_now().await;
    }
    drop((listener, running));
    over.closed().await;
    served
}
