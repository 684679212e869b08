//! HTTP, with reqwest.

use std::error::Error;
use std::time::Duration;

use ch15::http::{Body, Client, Failure, Request, Response};
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, IF_RANGE, RANGE};

/// One client for all downloads, so that they share their connections.
pub struct Http(reqwest::Client);

/// A body that is still arriving.
pub struct Arriving(reqwest::Response);

impl Http {
    /// A client that waits at most `connect` for a connection.
    ///
    /// # Errors
    ///
    /// If the system refuses what a client needs.
    pub fn new(connect: Duration) -> reqwest::Result<Self> {
        // A body that is encoded on the way has other offsets than the file.
        let identity = (ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        reqwest::Client::builder()
            .default_headers(HeaderMap::from_iter([identity]))
            .connect_timeout(connect)
            .user_agent("async-rust-workbook-downloader")
            .build()
            .map(Self)
    }
}

impl Client for Http {
    type Body = Arriving;

    async fn get(&self, request: Request) -> Result<Response<Arriving>, Failure> {
        let mut get = self.0.get(&request.url);
        if let Some(from) = request.range_from {
            get = get.header(RANGE, format!("bytes={from}-"));
        }
        if let Some(validator) = request.if_range {
            get = get.header(IF_RANGE, validator);
        }
        let response = get.send().await.map_err(failure)?;
        let fields = response.headers().iter();
        let headers =
            fields.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        Ok(Response {
            status: response.status().as_u16(),
            headers: headers.collect(),
            body: Arriving(response),
        })
    }
}

impl Body for Arriving {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let chunk = self.0.chunk().await.map_err(failure)?;
        Ok(chunk.map(Vec::from))
    }
}

fn failure(error: reqwest::Error) -> Failure {
    let words = words(&error);
    if error.is_connect() {
        Failure::Connect(words)
    } else if error.is_redirect() || error.is_builder() {
        // The same again the next time.
        Failure::Protocol(words)
    } else {
        Failure::Reset(words)
    }
}

/// What the innermost error says: the ones around it repeat the URL.
fn words(error: &reqwest::Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
