//! # A TCP service that stops in order
//!
//! ```
//! let quote = |item: Vec<u8>| async move { price_of(&item).await };
//! let ended = serve(listener, quote, ctrl_c, Duration::from_secs(10)).await;
//! // At most 10 s after Ctrl-C: Ended { finished: 98, cut: 2 }
//! ```
//!
//! Clients are slow, send garbage, and keep connections open for hours. Accepting fails too: a process that has too
//! many files open gets this error again at once, however often it repeats the call. And if the service must stop, a
//! client that has sent a request expects its reply, while a client that sends nothing must not keep the process
//! running.
//!
//! Write `serve`. Requirements:
//!
//! 1. Requests and replies are frames: 4 bytes with a length (a `u32` in big-endian), then as many bytes. `handler`
//!    gets the bytes of a request, and its result is sent back. The requests of a connection are handled one after
//!    the other; a connection whose client is slow, or whose handler takes long, delays no other connection.
//! 2. A connection is dropped, and no other is disturbed, if the client has closed its side, after the replies to its
//!    complete requests; if reading or writing fails; if the handler panics; and if a length is more than `MAX_FRAME`,
//!    without waiting for the bytes of that frame. Only complete frames reach the handler.
//! 3. After an error of `accept`, the service goes on: it calls `accept` again after a `PAUSE`. Meanwhile connections
//!    are served, and `stop` is obeyed.
//! 4. When `stop` is ready, the listener is dropped at once. So is each connection that handles no request: it is
//!    idle, or only a part of a frame has been read. A connection that handles a request sends its reply and is then
//!    dropped, without a further request.
//! 5. `serve` returns when all connections are dropped. When `grace` has passed since `stop`, it drops those that
//!    are left with their handlers, and returns when that is done. `Ended` counts each accepted connection once.
//! 6. If the future of `serve` is dropped, the listener, all connections and handlers are dropped. The runtime may
//!    need a few more turns for that.
//!
//! The future of `serve` must be `Send`. Left open: a connection or a request that arrives at the moment of `stop`, a
//! connection that ends at the moment at which `grace` is over, a `grace` of 0 or of more than a year, and a reply
//! longer than `MAX_FRAME`. Handlers do not block their thread.

use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, timeout};

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
    mut listener: L,
    handler: H,
    stop: impl Future<Output = ()> + Send,
    grace: Duration,
) -> Ended
where
    L: Listen,
    H: Fn(Vec<u8>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Vec<u8>> + Send + 'static,
{
    let (stopping, stopped) = watch::channel(false);
    // Dropped with this future, the set drops the connections.
    let mut connections = JoinSet::new();
    let mut ended = Ended::default();
    let mut stop = pin!(stop);
    // Made outside the loop: the end of a connection must not shorten the pause.
    let mut pause = pin!(sleep(PAUSE));
    let mut paused = false;
    loop {
        tokio::select! {
            biased;
            () = &mut stop => break,
            Some(done) = connections.join_next() => ended.count(done),
            () = &mut pause, if paused => paused = false,
            accepted = listener.accept(), if !paused => match accepted {
                Ok(connection) => {
                    let (handler, stopped) = (handler.clone(), stopped.clone());
                    connections.spawn(async move {
                        // An error ends this connection and nothing else.
                        let _ = talk(connection, handler, stopped).await;
                    });
                }
                Err(_) => {
                    pause.as_mut().reset(Instant::now() + PAUSE);
                    paused = true;
                }
            },
        }
    }
    drop(listener);
    stopping.send_replace(true);
    if timeout(grace, ended.drain(&mut connections)).await.is_err() {
        connections.abort_all();
        // To abort is to request it. A task that has been joined has been dropped.
        ended.drain(&mut connections).await;
    }
    ended
}

impl Ended {
    async fn drain(&mut self, connections: &mut JoinSet<()>) {
        while let Some(done) = connections.join_next().await {
            self.count(done);
        }
    }

    fn count(&mut self, done: Result<(), JoinError>) {
        match done {
            Err(error) if error.is_cancelled() => self.cut += 1,
            _ => self.finished += 1,
        }
    }
}

/// Answers the requests of one connection until it has ended or the service stops.
async fn talk<C, H, F>(
    mut connection: C,
    handler: H,
    mut stopped: watch::Receiver<bool>,
) -> io::Result<()>
where
    C: AsyncRead + AsyncWrite + Unpin,
    H: Fn(Vec<u8>) -> F,
    F: Future<Output = Vec<u8>>,
{
    loop {
        // Only the wait for a request is given up at the stop; the handler and its reply are not.
        let request = tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => return Ok(()),
            request = read_frame(&mut connection) => request?,
        };
        let reply = handler(request).await;
        let length = u32::try_from(reply.len()).map_err(io::Error::other)?;
        connection.write_u32(length).await?;
        connection.write_all(&reply).await?;
        connection.flush().await?;
    }
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
