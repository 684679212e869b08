//! Style: an interval says when to send, and `select!` waits for it and for a datagram.

use std::io;
use std::time::Duration;

use tokio::time::interval;

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
    let datagram = [&id.to_be_bytes(), question].concat();
    let mut buffer = vec![0; MAX_DATAGRAM];
    if tries == 0 {
        return Err(AskError::NoReply { tries });
    }
    // Its first tick is at once.
    let mut due = interval(wait);
    let mut sent = 0;
    loop {
        tokio::select! {
            _ = due.tick() => {
                if sent == tries {
                    return Err(AskError::NoReply { tries });
                }
                wire.send(&datagram).await?;
                sent += 1;
            }
            received = wire.receive(&mut buffer) => {
                let length = received?;
                if length >= 2 && buffer[..2] == id.to_be_bytes() {
                    return Ok(buffer[2..length].to_vec());
                }
            }
        }
    }
}
