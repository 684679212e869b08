// entry: none
use std::io;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

pub const MAX_DATAGRAM: usize = 65_507;

pub trait Datagrams {
    /// Sends one datagram. That it was sent does not mean that it arrives.
    fn send(&self, datagram: &[u8]) -> impl Future<Output = io::Result<()>>;

    /// Waits for one datagram, writes it to `buffer`, and returns how many bytes it wrote. What does not fit into
    /// `buffer` is lost. If the future is dropped before it is ready, no datagram is lost.
    fn receive(&self, buffer: &mut [u8]) -> impl Future<Output = io::Result<usize>>;
}

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

pub async fn ask<D: Datagrams>(
    wire: &D,
    id: u16,
    question: &[u8],
    wait: Duration,
    tries: u32,
) -> Result<Vec<u8>, AskError> {
    let tag = id.to_be_bytes();
    let datagram = [&tag[..], question].concat();
    let mut buffer = vec![0; MAX_DATAGRAM];
    for _ in 1..tries {
        wire.send(&datagram).await?;
        let deadline = Instant::now() + wait;
        while let Ok(received) = timeout_at(deadline, wire.receive(&mut buffer)).await {
            let bytes = &buffer[..received?];
            if let Some(payload) = bytes.strip_prefix(&tag) {
                return Ok(payload.to_vec());
            }
        }
    }
    Err(AskError::NoReply { tries })
}
