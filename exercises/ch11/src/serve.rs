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
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};

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
    // So that the stub compiles without a warning: delete this line.
    let _ = (listener, handler, stop);
    todo!(
        "answer requests of at most {MAX_FRAME} bytes until the stop, then drain within {grace:?}"
    )
}
