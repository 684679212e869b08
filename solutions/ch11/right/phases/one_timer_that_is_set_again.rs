//! Style: a limit and its phase are state; one loop polls the work and both timers.

use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, sleep, sleep_until};

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
    // Far enough for `Duration::MAX`, which cannot be added to now.
    let after = |limit: Duration| {
        let now = Instant::now();
        let years = Duration::from_secs(86_400 * 365 * 30);
        now + limit.min(years)
    };
    let mut total = pin!(sleep(limits.total));
    let mut limit = pin!(sleep(limits.connect));
    let mut connection = tokio::select! {
        made = connector.connect() => made?,
        () = &mut limit => return Err(FetchError::Timeout(Phase::Connect)),
        () = &mut total => return Err(FetchError::Timeout(Phase::Total)),
    };
    limit.set(sleep_until(after(limits.first_byte)));
    tokio::select! {
        written = async {
            connection.write_all(request).await?;
            connection.shutdown().await
        } => written?,
        () = &mut limit => return Err(FetchError::Timeout(Phase::FirstByte)),
        () = &mut total => return Err(FetchError::Timeout(Phase::Total)),
    }
    let mut phase = Phase::FirstByte;
    let mut response = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = tokio::select! {
            read = connection.read(&mut buffer) => read?,
            () = &mut limit => return Err(FetchError::Timeout(phase)),
            () = &mut total => return Err(FetchError::Timeout(Phase::Total)),
        };
        if read == 0 {
            return Ok(response);
        }
        response.extend_from_slice(&buffer[..read]);
        phase = Phase::Between;
        limit.as_mut().reset(after(limits.between));
    }
}
