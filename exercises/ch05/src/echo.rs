//! # An echo server
//!
//! It sends back what it gets. Nothing is left to invent, and everything that makes a server hard is
//! still there: many clients at once, one that sends and never reads, one that closes its half and
//! still wants its bytes, one that vanishes, and the day on which the server has to stop.
//!
//! Write `serve`, for any network: the checks have one in memory, and `cargo run -p machine` runs
//! yours over TCP, on the loop that you built. It is judged by these promises:
//!
//! - Each client gets back the bytes that it sent, all of them, in order, and soon: bytes that came
//!   are not kept until more come. The client may take as long as it likes, to send and to take bytes.
//! - Clients are served at the same time. One that is slow, silent, or does not read keeps no other
//!   one waiting; nor does one that never pauses, a crowd at the door, or an `accept` that fails at
//!   once, many times over. Where no await has to wait, you have to give way (*yield*): wake yourself,
//!   be `Pending` once. Where everybody waits, the server waits too: it does not spin.
//! - While a client does not take its bytes, no more are read from it: nobody fills the server's
//!   memory.
//! - A client that has closed its half (`read` gives 0) gets the rest of its bytes. Then the server
//!   closes its own half (`close`), once, and drops the connection.
//! - A client that vanishes (`read`, `write` or `close` fails) ends its own connection and nothing
//!   else, and no task panics for it. After a `read` or `write` that failed, `close` may be called or
//!   not. An `accept` that fails is one client fewer, who does not count, and the server goes on.
//! - When `stop` is ready, nobody is accepted any more, and the listener is dropped at once. The
//!   clients that are there are served to their end, however long that takes; then `serve` is ready
//!   with the number of clients that it has accepted.
//! - `spawn` makes a task of a future, and each connection gets one. All have ended when `serve` is
//!   ready.

use std::io;
use std::pin::Pin;

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
    listener: L,
    stop: impl Future<Output = ()>,
    spawn: impl Fn(Task),
) -> usize {
    // So that the stub compiles without a warning: delete this line.
    let _ = (listener, stop, spawn);
    todo!("accept clients, and give each of them a task")
}
