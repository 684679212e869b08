//! # A question over a lossy network
//!
//! ```
//! let reply = ask(&socket, 7, b"price of tea", Duration::from_millis(200), 3).await?;
//! // Sent as [0, 7, b'p', b'r', …], at most 3 times. The reply begins with [0, 7] too.
//! assert_eq!(reply, b"4.20");
//! ```
//!
//! The network may lose a datagram, deliver it late or deliver it twice, and no error is reported. A client that
//! waits for a lost reply waits forever. A client that takes the next datagram for its reply may get the late reply
//! to its previous question. And if the client's buffer is too small, the rest of a datagram is gone.
//!
//! Write `ask`. Requirements:
//!
//! 1. It sends a datagram: the 2 bytes of `id` in big-endian, then `question`. It returns the payload of the first
//!    datagram received that begins with the same 2 bytes: what follows them, which may be empty.
//! 2. If no reply has come `wait` after a send, it sends the same datagram again, `tries` times altogether. When
//!    `wait` is over after the last send too, it returns `NoReply`. With 0 `tries` it sends nothing.
//! 3. Datagrams with another id, or shorter than 2 bytes, are ignored. They do not change when the next send is due.
//! 4. A reply to an earlier send is a reply: it may come at any time until `ask` has returned.
//! 5. A reply is returned whole. A datagram has up to `MAX_DATAGRAM` bytes, with its id.
//! 6. An error of the socket, from `send` or `receive`, is returned at once as `Io`.
//!
//! Left open: a `send` that does not complete soon, a reply that arrives at the moment at which `wait` is over, a
//! `wait` of more than a year, and a datagram that was received before the first send. Only `ask` receives from the
//! socket while it runs.

use std::io;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

/// The most bytes that a datagram can carry over UDP and IPv4.
pub const MAX_DATAGRAM: usize = 65_507;

/// A socket that is connected to one peer, such as a UDP socket.
pub trait Datagrams {
    /// Sends one datagram. That it was sent does not mean that it arrives.
    fn send(&self, datagram: &[u8]) -> impl Future<Output = io::Result<()>>;

    /// Waits for one datagram, writes it to `buffer`, and returns how many bytes it wrote. What does not fit into
    /// `buffer` is lost. If the future is dropped before it is ready, no datagram is lost.
    fn receive(&self, buffer: &mut [u8]) -> impl Future<Output = io::Result<usize>>;
}

/// Why there is no reply.
#[derive(Debug)]
pub enum AskError {
    /// The question was sent so many times, and no reply came.
    NoReply {
        /// How many times it was sent.
        tries: u32,
    },
    /// The socket failed.
    Io(io::Error),
}

impl From<io::Error> for AskError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Sends `question` under `id` until a reply comes, `tries` times at most and every `wait`, and returns the reply
/// without its id.
///
/// # Errors
/// `NoReply` if no reply came until `wait` after the last send, `Io` if the socket fails.
pub async fn ask<D: Datagrams>(
    wire: &D,
    id: u16,
    question: &[u8],
    wait: Duration,
    tries: u32,
) -> Result<Vec<u8>, AskError> {
    let mut datagram = id.to_be_bytes().to_vec();
    datagram.extend_from_slice(question);
    let mut buffer = vec![0; MAX_DATAGRAM];
    for _ in 0..tries {
        wire.send(&datagram).await?;
        // Made once per send: a datagram that is ignored must not prolong the wait.
        let deadline = Instant::now() + wait;
        while let Ok(received) = timeout_at(deadline, wire.receive(&mut buffer)).await {
            let received = &buffer[..received?];
            if let Some(payload) = received.strip_prefix(&id.to_be_bytes()) {
                return Ok(payload.to_vec());
            }
        }
    }
    Err(AskError::NoReply { tries })
}
