//! Style: a small parser of `Content-Range` into an enum, and a chain of early returns.

use std::time::Duration;

use crate::http::{Failure, Headers, Request};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial {
    pub bytes: u64,
    pub validator: Option<String>,
    pub total: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Write {
        from: u64,
        total: Option<u64>,
        validator: Option<String>,
    },
    Done,
    StartOver,
    Failed(Failure),
}

enum ContentRange {
    Part { first: u64, size: Option<u64> },
    OutOf { size: u64 },
}

impl ContentRange {
    fn read(headers: &Headers) -> Option<Self> {
        let mut words = headers.get("Content-Range")?.split_whitespace();
        let (unit, rest) = (words.next()?, words.next()?);
        if !unit.eq_ignore_ascii_case("bytes") || words.next().is_some() {
            return None;
        }
        let slash = rest.find('/')?;
        let (range, size) = (&rest[..slash], &rest[slash + 1..]);
        if range == "*" {
            let size = size.parse().ok()?;
            return Some(Self::OutOf { size });
        }
        let mut ends = range.split('-').map(str::parse::<u64>);
        let first = ends.next()?.ok()?;
        let last = ends.next()?.ok()?;
        if last < first || ends.next().is_some() {
            return None;
        }
        let size = if size == "*" {
            None
        } else {
            Some(size.parse().ok()?)
        };
        Some(Self::Part { first, size })
    }
}

fn strong_etag(headers: &Headers) -> Option<String> {
    let etag = headers.get("ETag")?;
    (!etag.starts_with("W/")).then(|| etag.to_string())
}

pub fn request(url: &str, partial: Option<&Partial>) -> Request {
    let mut request = Request {
        url: url.to_string(),
        range_from: None,
        if_range: None,
    };
    if let Some(Partial {
        bytes: 1..,
        validator: Some(etag),
        ..
    }) = partial
    {
        if !etag.starts_with("W/") {
            request.range_from = partial.map(|partial| partial.bytes);
            request.if_range = Some(etag.clone());
        }
    }
    request
}

pub fn decide(
    asked: &Request,
    partial: Option<&Partial>,
    status: u16,
    headers: &Headers,
) -> Decision {
    let encoding = headers.get("Content-Encoding").unwrap_or("identity");
    let identity = encoding.trim().to_lowercase() == "identity";

    if status == 200 {
        if !identity {
            return Decision::Write {
                from: 0,
                total: None,
                validator: None,
            };
        }
        let length = headers.get("Content-Length");
        return Decision::Write {
            from: 0,
            total: length.and_then(|length| length.parse().ok()),
            validator: strong_etag(headers),
        };
    }
    let Some(offset) = asked.range_from else {
        return if status == 206 {
            Decision::Failed(Failure::Protocol("an unexpected 206".into()))
        } else {
            failed(status, headers)
        };
    };
    if status != 206 && status != 416 {
        return failed(status, headers);
    }
    if let (Some(before), Some(now)) = (&asked.if_range, headers.get("ETag")) {
        if before != now {
            return Decision::StartOver;
        }
    }
    let known = partial.and_then(|partial| partial.total);
    match ContentRange::read(headers) {
        Some(ContentRange::OutOf { size }) if status == 416 && size == offset => Decision::Done,
        Some(ContentRange::Part { first, size })
            if status == 206 && first == offset && identity =>
        {
            if let (Some(known), Some(size)) = (known, size) {
                if known != size {
                    return Decision::StartOver;
                }
            }
            Decision::Write {
                from: first,
                total: size.or(known),
                validator: asked.if_range.clone(),
            }
        }
        _ => Decision::StartOver,
    }
}

fn failed(status: u16, headers: &Headers) -> Decision {
    let retry_after = headers
        .get("Retry-After")
        .and_then(|after| after.parse().ok());
    Decision::Failed(Failure::Status {
        status,
        retry_after: retry_after.map(Duration::from_secs),
    })
}
