//! Style: one future sends again and again, another one receives, and the first to end decides.

use std::io;
use std::time::Duration;

use tokio::time::sleep;

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
    let mut datagram = Vec::with_capacity(2 + question.len());
    datagram.extend(id.to_be_bytes());
    datagram.extend(question);
    let sends = async {
        for _ in 0..tries {
            if let Err(error) = wire.send(&datagram).await {
                return AskError::Io(error);
            }
            sleep(wait).await;
        }
        AskError::NoReply { tries }
    };
    tokio::select! {
        // The first send comes before the first `receive`.
        biased;
        error = sends => Err(error),
        reply = matching(wire, id) => Ok(reply?),
    }
}

/// The payload of the first datagram under `id`.
async fn matching<D: Datagrams>(wire: &D, id: u16) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; MAX_DATAGRAM];
    loop {
        let length = wire.receive(&mut buffer).await?;
        if let Some((found, payload)) = buffer[..length].split_first_chunk()
            && u16::from_be_bytes(*found) == id
        {
            return Ok(payload.to_vec());
        }
    }
}
