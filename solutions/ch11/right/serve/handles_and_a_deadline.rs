//! Style: handles in a list, each aborted by a guard; the stop is a shared future, and frames are buffered.

use std::io;
use std::pin::pin;
use std::time::Duration;

use futures::future::Shared;
use futures::{FutureExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};

/// Aborts its task when it is dropped.
struct Owned(JoinHandle<()>);

impl Drop for Owned {
    fn drop(&mut self) {
        self.0.abort();
    }
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
    let (tell, told) = oneshot::channel::<()>();
    let told = told.map(drop as fn(_)).shared();
    let mut tasks: Vec<Owned> = Vec::new();
    let mut ended = Ended::default();
    {
        let tasks = &mut tasks;
        let ended = &mut ended;
        let connections = futures::stream::unfold(listener, |mut listener| async move {
            let accepted = listener.accept().await;
            if accepted.is_err() {
                sleep(PAUSE).await;
            }
            Some((accepted, listener))
        });
        let accepting = connections.for_each(move |accepted| {
            let before = tasks.len();
            tasks.retain(|task| !task.0.is_finished());
            ended.finished += before - tasks.len();
            if let Ok(connection) = accepted {
                let (handler, told) = (handler.clone(), told.clone());
                tasks.push(Owned(tokio::spawn(async move {
                    let _ = talk(connection, handler, told).await;
                })));
            }
            std::future::ready(())
        });
        let mut accepting = pin!(accepting);
        tokio::select! {
            biased;
            () = stop => {}
            () = &mut accepting => {}
        }
    }
    drop(tell);
    let deadline = Instant::now() + grace;
    for mut task in tasks {
        match timeout_at(deadline, &mut task.0).await {
            Ok(_) => ended.finished += 1,
            Err(_) => {
                task.0.abort();
                // When it has been joined, it has been dropped.
                let _ = (&mut task.0).await;
                ended.cut += 1;
            }
        }
    }
    ended
}

async fn talk<C, H, F>(
    connection: C,
    handler: H,
    told: Shared<impl Future<Output = ()>>,
) -> io::Result<()>
where
    C: AsyncRead + AsyncWrite + Unpin,
    H: Fn(Vec<u8>) -> F,
    F: Future<Output = Vec<u8>>,
{
    let mut connection = BufStream::new(connection);
    loop {
        let request = tokio::select! {
            biased;
            () = told.clone() => return Ok(()),
            request = read_frame(&mut connection) => request?,
        };
        let reply = handler(request).await;
        connection.write_u32(reply.len() as u32).await?;
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
