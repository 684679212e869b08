//! # An echo server
//!
//! ```
//! let served = serve(listener, stop, |task| spawn(task)).await;
//! // Each client got its own bytes back. `stop` became ready, and the last client has left.
//! // `served` is how many clients were accepted.
//! ```
//!
//! An echo server sends back what it gets, so the protocol takes no time. What makes a server difficult is all still
//! there: many clients at once, one that sends and never reads, one that closes its half and still wants its bytes,
//! one that disappears, and a server that has to stop.
//!
//! Write `serve` for any network. The checks use one in memory. `cargo run -p machine` runs yours over TCP, on the
//! event loop that you built. Requirements:
//!
//! Bytes
//!
//! 1. Each client gets back all the bytes that it sent, in order. Bytes that have come are sent back before more
//!    come. There is no time limit: a client may send or take nothing for a year.
//! 2. While a client does not take its bytes, no more are read from it.
//! 3. When a client has closed its half (`read` returns 0), it gets the rest of its bytes. Then the server calls
//!    `close` once, waits until that is ready, and drops the connection.
//!
//! Many clients
//!
//! 4. `spawn` makes a task of a future, which may begin later. Each connection gets one task.
//! 5. No client waits for another one, whether that is slow, silent or takes no bytes.
//! 6. An await that is always ready does not let other tasks run. So if a client never pauses, if many clients come
//!    at once, or if `accept` fails many times in a row, yield now and then: wake yourself and return `Pending` once.
//! 7. While there is nothing to do, the server waits: neither `serve` nor a task is polled again and again.
//!
//! Errors
//!
//! 8. If a `read`, `write` or `close` of a client fails, only that connection ends. It is dropped, and no task
//!    panics. What has failed is not called again.
//! 9. If `accept` fails, no client is counted, and the server goes on accepting.
//!
//! Stopping
//!
//! 10. When `stop` is ready, no further client is accepted, not even one that came at the same time, and the
//!     listener is dropped at once.
//! 11. Clients that were accepted are served to their end, however long that takes. When all their tasks have ended,
//!     `serve` returns how many clients were accepted.
//!
//! `serve` may be moved to another task between two polls: the waker of the latest poll counts. Several servers may
//! run on one thread.
//!
//! Left open: whether `close` is called after a `read` or a `write` has failed.

use std::io;
use std::pin::Pin;

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
    // So that the stub compiles without a warning: delete this line.
    let _ = (listener, stop, spawn);
    todo!("accept clients, and spawn a task for each")
}
