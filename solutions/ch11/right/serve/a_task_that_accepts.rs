//! Style: one task accepts and sends connections through a channel; each connection knows whether it was cut.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Level {
    Open,
    Stopping,
    Cut,
}

/// The longest request, in bytes without its length: 64 KiB.
pub const MAX_FRAME: usize = 64 * 1024;

/// How long the service waits after an error of `accept`.
pub const PAUSE: Duration = Duration::from_millis(100);

/// What connections come from, such as a TCP listener.
pub trait Listen: Send + 'static {
    /// A connection: it is closed when it is dropped.
    type Connection: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Waits for the next connection. If the future is dropped before it is ready, no connection is lost.
    fn accept(&mut self) -> impl Future<Output = io::Result<Self::Connection>> + Send;
}

/// How the connections ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Connections that ended before the grace was over, for whatever reason.
    pub finished: usize,
    /// Connections that were dropped because the grace was over.
    pub cut: usize,
}

/// Answers the requests of all connections with `handler` until `stop` is ready; then connections that handle a
/// request have `grace` to send its reply.
pub async fn serve<L, H, F>(
    listener: L,
    handler: H,
    stop: impl Future<Output = ()> + Send,
    grace: Duration,
) -> Ended
where
    L: Listen,
    H: Fn(Vec<u8>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Vec<u8>> + Send + 'static,
{
    let (level, levels) = watch::channel(Level::Open);
    let (sender, mut accepted) = mpsc::channel(1);
    let mut accepting = JoinSet::new();
    accepting.spawn(accept(listener, sender));
    let mut connections = JoinSet::new();
    let mut ended = Ended::default();
    let mut stop = Box::pin(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(connection) = accepted.recv() => {
                connections.spawn(talk(connection, handler.clone(), levels.clone()));
            }
            Some(done) = connections.join_next() => ended.count(done.unwrap_or(true)),
        }
    }
    // It ends with the task that has been joined.
    accepting.shutdown().await;
    drop(accepted);
    level.send_replace(Level::Stopping);
    let now = Instant::now();
    let deadline = now
        .checked_add(grace)
        .unwrap_or(now + Duration::from_secs(1 << 30));
    loop {
        tokio::select! {
            done = connections.join_next() => match done {
                Some(done) => ended.count(done.unwrap_or(true)),
                None => return ended,
            },
            () = sleep_until(deadline), if *level.borrow() == Level::Stopping => {
                level.send_replace(Level::Cut);
            }
        }
    }
}

impl Ended {
    fn count(&mut self, finished: bool) {
        match finished {
            true => self.finished += 1,
            false => self.cut += 1,
        }
    }
}

async fn accept<L: Listen>(mut listener: L, sender: mpsc::Sender<L::Connection>) {
    loop {
        match listener.accept().await {
            Ok(connection) => {
                if sender.send(connection).await.is_err() {
                    break;
                }
            }
            Err(_) => sleep(PAUSE).await,
        }
    }
}

/// Whether the connection ended before it was cut.
async fn talk<C, H, F>(connection: C, handler: H, levels: watch::Receiver<Level>) -> bool
where
    C: AsyncRead + AsyncWrite + Unpin,
    H: Fn(Vec<u8>) -> F,
    F: Future<Output = Vec<u8>>,
{
    let mut cut = levels.clone();
    tokio::select! {
        _ = cut.wait_for(|level| *level == Level::Cut) => false,
        _ = exchange(connection, handler, levels) => true,
    }
}

async fn exchange<C, H, F>(
    connection: C,
    handler: H,
    mut levels: watch::Receiver<Level>,
) -> io::Result<()>
where
    C: AsyncRead + AsyncWrite + Unpin,
    H: Fn(Vec<u8>) -> F,
    F: Future<Output = Vec<u8>>,
{
    let mut connection = BufReader::new(connection);
    while *levels.borrow() == Level::Open {
        let request = tokio::select! {
            _ = levels.wait_for(|level| *level != Level::Open) => break,
            frame = read_frame(&mut connection) => frame?,
        };
        let reply = handler(request).await;
        connection.write_u32(reply.len() as u32).await?;
        connection.write_all(&reply).await?;
    }
    Ok(())
}

async fn read_frame(connection: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let length = connection.read_u32().await? as usize;
    if length > MAX_FRAME {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut frame = vec![0; length];
    connection.read_exact(&mut frame).await?;
    Ok(frame)
}
