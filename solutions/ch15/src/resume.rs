//! Resume, or start over: a 200 needs no look at what was asked; a 206 is used if all of it fits.

use std::time::Duration;

use crate::http::{Failure, Headers, Request};

/// What is on disk of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial {
    /// How many bytes, from the file's first one on.
    pub bytes: u64,
    /// What the server called this version of the file; `None` if nothing is known.
    pub validator: Option<String>,
    /// The size of the whole file in bytes, if it is known.
    pub total: Option<u64>,
}

/// What a response means for the file on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Keep the first `from` bytes on disk, and write the body after them.
    Write {
        from: u64,
        /// The size of the whole file in bytes, if it is known.
        total: Option<u64>,
        /// With which a later request can ask for the rest.
        validator: Option<String>,
    },
    /// The file on disk is whole. The body is not needed.
    Done,
    /// What is on disk is of no use: delete it, and ask for the whole file.
    StartOver,
    /// The response brings no file. What is on disk stays.
    Failed(Failure),
}

/// The request that brings the rest of `url`, or all of it. `partial` is `None` if nothing is on disk.
pub fn request(url: &str, partial: Option<&Partial>) -> Request {
    let kept = partial
        .filter(|partial| partial.bytes > 0)
        .and_then(|partial| Some((partial.bytes, strong(partial.validator.as_deref()?)?)));
    Request {
        url: url.to_owned(),
        range_from: kept.as_ref().map(|(bytes, _)| *bytes),
        if_range: kept.map(|(_, etag)| etag),
    }
}

/// What to do with a response to `asked`, which [`request`] has made from `partial`.
pub fn decide(
    asked: &Request,
    partial: Option<&Partial>,
    status: u16,
    headers: &Headers,
) -> Decision {
    match (status, asked.range_from) {
        (200, _) => whole(headers),
        (206, Some(from)) => rest(asked, from, partial, headers).unwrap_or(Decision::StartOver),
        (206, None) => Decision::Failed(Failure::Protocol(
            "a part of the file, and the whole was asked for".to_owned(),
        )),
        (416, Some(bytes)) => match headers.get("content-range").and_then(unsatisfied) {
            Some(size) if size == bytes && same_version(asked, headers) => Decision::Done,
            _ => Decision::StartOver,
        },
        (status, _) => Decision::Failed(Failure::Status {
            status,
            retry_after: number(headers, "retry-after").map(Duration::from_secs),
        }),
    }
}

fn whole(headers: &Headers) -> Decision {
    // The length of an encoded body is not the file's, and an offset into the file is none into the body.
    let plain = !is_encoded(headers);
    Decision::Write {
        from: 0,
        total: number(headers, "content-length").filter(|_| plain),
        validator: headers.get("etag").and_then(strong).filter(|_| plain),
    }
}

/// `None`: the response is not the rest of what is on disk.
fn rest(
    asked: &Request,
    from: u64,
    partial: Option<&Partial>,
    headers: &Headers,
) -> Option<Decision> {
    let (start, total) = part(headers.get("content-range")?)?;
    let known = partial.and_then(|partial| partial.total);
    let same_size = known.is_none() || total.is_none() || known == total;
    // A server that does not know If-Range sends the rest of whatever the file is now.
    let fits = start == from && same_size && same_version(asked, headers) && !is_encoded(headers);
    fits.then(|| Decision::Write {
        from,
        total,
        validator: asked.if_range.clone(),
    })
}

/// `bytes 700-999/1000`: the first byte and the size of the file, which may be `*`.
fn part(content_range: &str) -> Option<(u64, Option<u64>)> {
    let (range, size) = content_range.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    let size = match size {
        "*" => None,
        size => Some(size.parse().ok()?),
    };
    (first <= last && size.is_none_or(|size| last < size)).then_some((first, size))
}

/// `bytes */1000`: the size of the file.
fn unsatisfied(content_range: &str) -> Option<u64> {
    content_range.strip_prefix("bytes */")?.parse().ok()
}

fn same_version(asked: &Request, headers: &Headers) -> bool {
    let now = headers.get("etag");
    now.is_none() || now == asked.if_range.as_deref()
}

fn is_encoded(headers: &Headers) -> bool {
    headers
        .get("content-encoding")
        .is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity"))
}

fn strong(etag: &str) -> Option<String> {
    etag.starts_with('"').then(|| etag.to_owned())
}

fn number(headers: &Headers, name: &str) -> Option<u64> {
    headers.get(name)?.trim().parse().ok()
}
