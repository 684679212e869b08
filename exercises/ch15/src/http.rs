//! What the parts of the downloader share: a request, a response, and what can fail. Given; not an exercise.
//!
//! The traits stand for an HTTP client and a file, so that each part can be judged in memory. The program in
//! `exercises/downloader` implements them with reqwest and `tokio::fs`.

use std::fmt;
use std::time::Duration;

use sha2::{Digest, Sha256};

/// A GET request. A client sends `Accept-Encoding: identity` with each one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub url: String,
    /// The first byte that is wanted, counted from 0: `Range: bytes=FROM-`. `None` asks for the whole file.
    pub range_from: Option<u64>,
    /// `If-Range`: the server heeds the range only if the file still has this validator.
    pub if_range: Option<String>,
}

/// The head of a response, and the body that arrives after it.
#[derive(Debug)]
pub struct Response<B> {
    pub status: u16,
    pub headers: Headers,
    pub body: B,
}

/// Header fields by name. Upper and lower case of a name are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// No fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a field. A value that was there under this name is replaced.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        self.0
            .retain(|(there, _)| !there.eq_ignore_ascii_case(&name));
        self.0.push((name, value));
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut fields = self.0.iter();
        let (_, value) = fields.find(|(there, _)| there.eq_ignore_ascii_case(name))?;
        Some(value)
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        let mut headers = Self::new();
        for (name, value) in fields {
            headers.insert(name, value);
        }
        headers
    }
}

/// Why a download, or one try of it, failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No connection: the name was not found, the server refused, TLS failed. With the client's words.
    Connect(String),
    /// The connection broke in the middle. With the client's words.
    Reset(String),
    /// No byte arrived for too long.
    Stalled,
    /// The body ended early. Both are sizes of the file, in bytes.
    TooShort { got: u64, expected: u64 },
    /// The body has more than the size of the file, which is `expected` bytes.
    TooLong { expected: u64 },
    /// The server answered with a status that brings no file. `retry_after` is its wish how long to wait.
    Status {
        status: u16,
        retry_after: Option<Duration>,
    },
    /// The response does not fit the request.
    Protocol(String),
    /// The file is whole and its SHA-256 is another one. Both in hexadecimal digits.
    Checksum { got: String, expected: String },
    /// The file could not be written. With the system's words.
    Disk(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(why) => write!(f, "no connection: {why}"),
            Self::Reset(why) => write!(f, "the connection broke: {why}"),
            Self::Stalled => write!(f, "no byte arrived for too long"),
            Self::TooShort { got, expected } => {
                write!(f, "the body ended after {got} of {expected} bytes")
            }
            Self::TooLong { expected } => {
                write!(f, "the body has more than the {expected} bytes of the file")
            }
            Self::Status { status, .. } => write!(f, "the server answered with status {status}"),
            Self::Protocol(why) => write!(f, "the response does not fit the request: {why}"),
            Self::Checksum { got, expected } => {
                write!(f, "the file's SHA-256 is {got}, expected {expected}")
            }
            Self::Disk(why) => write!(f, "the file could not be written: {why}"),
        }
    }
}

impl std::error::Error for Failure {}

/// A body that is still arriving.
pub trait Body: Send {
    /// The next bytes, in the order of the file; `None` at the end. A chunk may be empty. If the future is
    /// dropped before it is ready, bytes may be lost.
    fn chunk(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, Failure>> + Send;
}

/// Sends requests.
pub trait Client: Send + Sync + 'static {
    type Body: Body;

    /// Sends `request`, and is ready when the head of the response has arrived. A response of any status is
    /// `Ok`. Redirects are followed.
    ///
    /// # Errors
    ///
    /// [`Failure::Connect`] and [`Failure::Reset`].
    fn get(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Response<Self::Body>, Failure>> + Send;
}

/// Where the bytes of a file go.
pub trait Sink: Send {
    /// Writes all of `bytes` at the end of what was written before. If the future is dropped before it is
    /// ready, a part of them may be written.
    ///
    /// # Errors
    ///
    /// [`Failure::Disk`].
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Is ready when all that was written is in the file, and no longer in a buffer of the program.
    ///
    /// # Errors
    ///
    /// [`Failure::Disk`].
    fn flush(&mut self) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// The SHA-256 of a file that arrives in pieces. A file that has nothing to be compared with needs none: then
/// `update` costs nothing.
#[derive(Debug, Clone)]
pub struct Checksum(Option<Sha256>);

impl Checksum {
    /// That of no bytes; without a value if it is not `wanted`.
    pub fn new(wanted: bool) -> Self {
        Self(wanted.then(Sha256::new))
    }

    /// Adds the next bytes of the file.
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) {
        if let Some(digest) = &mut self.0 {
            digest.update(bytes);
        }
    }

    /// The value in 64 lower-case hexadecimal digits, if it is wanted.
    pub fn value(self) -> Option<String> {
        let digest = self.0?.finalize();
        Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}
