//! What may ask this server for what. It runs the reader's code, so no other web page may have it do so, or read what
//! it says.
//!
//! | attempt of another page | is met by |
//! |---|---|
//! | its own name pointed at 127.0.0.1 (DNS rebinding) | `Host` |
//! | a form or a script that sends a request here | `Origin`, `Sec-Fetch-Site`, the token, the content type |
//! | this book in a frame under a bait | `X-Frame-Options`, `frame-ancestors` |
//! | an answer taken in as a script, a picture, a style | `Cross-Origin-Resource-Policy`, `nosniff`, the token |

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::runs::requests::Refusal;

/// Each page comes with it, and its requests bring it back: only a page of this server can know it.
#[derive(Clone)]
pub struct Token(Arc<str>);

impl Token {
    /// A new one, of 32 hex digits.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self(crate::engine::run::secret()?.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes the same time for every other token.
    fn is(&self, other: &str) -> bool {
        let differ = |(a, b): (u8, u8)| a ^ b;
        let bytes = self.0.bytes().zip(other.bytes());
        self.0.len() == other.len() && bytes.map(differ).fold(0, |all, one| all | one) == 0
    }
}

/// Where the token is: nothing but an event stream may have it in its address.
const TOKEN: HeaderName = HeaderName::from_static("x-workbook-token");
const STREAM: &str = "/runs";

/// Turns away a request whose `Host` is not this machine: a foreign page could otherwise point its
/// own name at 127.0.0.1 and read what is served here.
pub async fn only_this_machine(request: Request, next: Next) -> Response {
    let host = text(request.headers(), &header::HOST);
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    if ["localhost", "127.0.0.1", "[::1]"].contains(&name) {
        return next.run(request).await;
    }
    let words = "This server answers only to localhost. Open the address that it printed.\n";
    (StatusCode::FORBIDDEN, words).into_response()
}

/// Keeps what is served out of other sites' pages.
pub async fn only_on_its_own(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    for (name, value) in [
        // The book frames its own table of contents where there are no scripts.
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'self'"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// Lets only this server's own pages through, by `Origin`, `Sec-Fetch-Site` and the token.
pub async fn only_own_pages(State(token): State<Token>, request: Request, next: Next) -> Response {
    match refusal(&token, &request) {
        Some(sentence) => Refusal::new(StatusCode::FORBIDDEN, sentence).into_response(),
        None => next.run(request).await,
    }
}

fn refusal(token: &Token, request: &Request) -> Option<&'static str> {
    let headers = request.headers();
    let host = text(headers, &header::HOST);
    if headers.contains_key(header::ORIGIN)
        && text(headers, &header::ORIGIN).strip_prefix("http://") != Some(host)
    {
        return Some("the request is from another site's page: only this server's own may ask");
    }
    let site = HeaderName::from_static("sec-fetch-site");
    if headers.contains_key(&site) && !["same-origin", "none"].contains(&text(headers, &site)) {
        return Some("the request is from another site's page: only this server's own may ask");
    }
    let is_stream = request.method() == Method::GET && request.uri().path() == STREAM;
    let given = if is_stream {
        let query = request.uri().query().unwrap_or_default();
        query
            .split('&')
            .find_map(|part| part.strip_prefix("token="))
    } else {
        headers.get(TOKEN).and_then(|given| given.to_str().ok())
    };
    match given {
        Some(given) if token.is(given) => None,
        Some(_) => Some("the token is of another start of this server: reload the page"),
        None => Some("the token is missing: only this server's own pages have it"),
    }
}

/// The header `name`; empty if there is none, or another kind of bytes.
fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}
