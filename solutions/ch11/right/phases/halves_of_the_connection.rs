//! Style: the connection is split, and a nested time-out is read from the inside out.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, split};
use tokio::time::timeout;

/// Makes connections to a server.
pub trait Connector {
    /// A connection: it is closed when it is dropped.
    type Connection: AsyncRead + AsyncWrite + Unpin;

    /// Makes a connection.
    fn connect(&self) -> impl Future<Output = io::Result<Self::Connection>>;
}

/// How long each phase may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the start until there is a connection.
    pub connect: Duration,
    /// From the connection until the first byte, or the end, of the response.
    pub first_byte: Duration,
    /// From any bytes of the response until the next ones, or the end.
    pub between: Duration,
    /// From the start until the end of the response.
    pub total: Duration,
}

/// Which limit was exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// `Limits::connect`.
    Connect,
    /// `Limits::first_byte`.
    FirstByte,
    /// `Limits::between`.
    Between,
    /// `Limits::total`.
    Total,
}

/// Why there is no response.
#[derive(Debug)]
pub enum FetchError {
    /// A limit was exceeded: this one.
    Timeout(Phase),
    /// Connecting, reading or writing failed.
    Io(io::Error),
}

impl From<io::Error> for FetchError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Sends `request` over a new connection and returns the response.
///
/// # Errors
/// `Timeout` if one of `limits` is exceeded, `Io` if the connector or the connection fails.
pub async fn fetch<C: Connector>(
    connector: &C,
    request: &[u8],
    limits: &Limits,
) -> Result<Vec<u8>, FetchError> {
    let work = async {
        let connection = timeout(limits.connect, connector.connect())
            .await
            .map_err(|_| FetchError::Timeout(Phase::Connect))??;
        let (mut reader, mut writer) = split(connection);
        let mut response = Vec::new();
        let mut chunk = vec![0; 16 * 1024];
        let first = async {
            writer.write_all(request).await?;
            writer.shutdown().await?;
            reader.read(&mut chunk).await
        };
        let mut got = timeout(limits.first_byte, first)
            .await
            .map_err(|_| FetchError::Timeout(Phase::FirstByte))??;
        while got != 0 {
            response.extend_from_slice(&chunk[..got]);
            got = timeout(limits.between, reader.read(&mut chunk))
                .await
                .map_err(|_| FetchError::Timeout(Phase::Between))??;
        }
        Ok(response)
    };
    timeout(limits.total, work)
        .await
        .unwrap_or(Err(FetchError::Timeout(Phase::Total)))
}
