// entry: a_reply_for_each_read
use std::io;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Duration;

use futures::FutureExt;
use futures::future::Either;
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

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
    let (stopping, stopped) = watch::channel(());
    let mut open = FuturesUnordered::new();
    let mut finished = 0;
    let mut not_before = None;
    let mut stop = pin!(stop);
    loop {
        let next = async {
            if let Some(time) = not_before {
                sleep_until(time).await;
            }
            listener.accept().await
        };
        tokio::select! {
            biased;
            () = &mut stop => break,
            Some(_) = open.next() => finished += 1,
            accepted = next => {
                not_before = match accepted {
                    Ok(connection) => {
                        let talk = talk(connection, handler.clone(), stopped.clone());
                        open.push(AssertUnwindSafe(talk).catch_unwind());
                        None
                    }
                    Err(_) => Some(Instant::now() + PAUSE),
                };
            }
        }
    }
    drop((listener, stopping));
    let _ = timeout(grace, async {
        while open.next().await.is_some() {
            finished += 1;
        }
    })
    .await;
    Ended {
        finished,
        cut: open.len(),
    }
}

async fn talk<C, H, F>(
    mut connection: C,
    handler: H,
    mut stopped: watch::Receiver<()>,
) -> io::Result<()>
where
    C: AsyncRead + AsyncWrite + Unpin,
    H: Fn(Vec<u8>) -> F,
    F: Future<Output = Vec<u8>>,
{
    loop {
        let request = {
            let stop = pin!(stopped.changed());
            let frame = pin!(read_frame(&mut connection));
            match futures::future::select(stop, frame).await {
                Either::Left(_) => return Ok(()),
                Either::Right((frame, _)) => frame?,
            }
        };
        let reply = handler(request).await;
        let mut frame = (reply.len() as u32).to_be_bytes().to_vec();
        frame.extend(reply);
        connection.write_all(&frame).await?;
    }
}

async fn read_frame(connection: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4 + MAX_FRAME];
    let read = connection.read(&mut bytes).await?;
    if read < 4 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let length = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
    if length > MAX_FRAME {
        return Err(io::ErrorKind::InvalidData.into());
    }
    bytes.truncate(read);
    Ok(bytes.split_off(4))
}
