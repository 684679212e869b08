//! # A time limit for each phase
//!
//! ```
//! let limits = Limits { connect: SECOND, first_byte: 5 * SECOND, between: 2 * SECOND, total: 60 * SECOND };
//! let quotes = fetch(&shop, b"prices of all items", &limits).await;
//! // If the shop goes silent in the middle of its response: Err(Timeout(Phase::Between)), 2 s later
//! ```
//!
//! Without a time limit, a client waits forever for a server that has gone silent. One limit for the whole cannot
//! be right: if it is short, a large response never arrives; if it is long, a dead host is noticed late. A limit for
//! each read alone is not enough either: a server that sends one byte per second never exceeds it, and never ends.
//!
//! Write `fetch`. Requirements:
//!
//! 1. It connects, writes all of `request`, shuts down its side of the connection, reads until the server has closed
//!    its side, and returns all bytes of the response, which may be none.
//! 2. If connecting takes longer than `connect`, it returns `Timeout(Connect)`.
//! 3. If `first_byte` has passed since the connection was made, and neither a byte nor the end of the response has
//!    come, it returns `Timeout(FirstByte)`. The time in which the request is written counts.
//! 4. If `between` has passed since the last bytes came, and neither more nor the end has come, it returns
//!    `Timeout(Between)`.
//! 5. If `total` has passed since the first poll of `fetch`, it returns `Timeout(Total)`, whatever it is waiting for.
//! 6. An error of the connector or of the connection is returned at once as `Io`. With each error, the connection has
//!    been dropped when `fetch` returns.
//!
//! A time-out is returned at the moment at which its limit has passed. A limit of `Duration::MAX` never passes. Left
//! open: two limits that pass at the same moment, limits of 0, and a server that responds before it has read the
//! whole request.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
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
    let phases = in_phases(connector, request, limits);
    within(limits.total, Phase::Total, phases).await
}

async fn in_phases<C: Connector>(
    connector: &C,
    request: &[u8],
    limits: &Limits,
) -> Result<Vec<u8>, FetchError> {
    let mut connection = within(limits.connect, Phase::Connect, connector.connect()).await?;
    let mut response = Vec::new();
    let first = async {
        connection.write_all(request).await?;
        // The server can see the end of the request while it can still respond.
        connection.shutdown().await?;
        connection.read_buf(&mut response).await
    };
    let mut read = within(limits.first_byte, Phase::FirstByte, first).await?;
    while read > 0 {
        let next = connection.read_buf(&mut response);
        read = within(limits.between, Phase::Between, next).await?;
    }
    Ok(response)
}

/// `work`, or `Timeout(phase)` if it takes longer than `limit`.
async fn within<T, E>(
    limit: Duration,
    phase: Phase,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, FetchError>
where
    FetchError: From<E>,
{
    match timeout(limit, work).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(FetchError::Timeout(phase)),
    }
}
