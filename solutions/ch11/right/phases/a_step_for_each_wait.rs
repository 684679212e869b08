//! Style: a struct with the deadline of the whole, whose method runs one step within the nearer limit.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, error::Elapsed, timeout};

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
    let clock = Clock {
        began: Instant::now(),
        total: limits.total,
    };
    let connecting = connector.connect();
    let mut connection = clock
        .run(limits.connect, Phase::Connect, connecting)
        .await?;
    let connected = Instant::now();
    let writing = async {
        connection.write_all(request).await?;
        connection.shutdown().await
    };
    clock
        .run(limits.first_byte, Phase::FirstByte, writing)
        .await?;
    let mut response = Vec::new();
    let mut left = limits.first_byte.saturating_sub(connected.elapsed());
    let mut phase = Phase::FirstByte;
    loop {
        let reading = connection.read_buf(&mut response);
        if clock.run(left, phase, reading).await? == 0 {
            return Ok(response);
        }
        (left, phase) = (limits.between, Phase::Between);
    }
}

struct Clock {
    began: Instant,
    total: Duration,
}

impl Clock {
    /// Runs `step` within `limit` or what is left of the total, whichever is shorter.
    async fn run<T>(
        &self,
        limit: Duration,
        phase: Phase,
        step: impl Future<Output = io::Result<T>>,
    ) -> Result<T, FetchError> {
        let left = self.total.saturating_sub(self.began.elapsed());
        let (shorter, phase) = match left < limit {
            true => (left, Phase::Total),
            false => (limit, phase),
        };
        timeout(shorter, step)
            .await
            .map_err(|_: Elapsed| FetchError::Timeout(phase))?
            .map_err(FetchError::Io)
    }
}
