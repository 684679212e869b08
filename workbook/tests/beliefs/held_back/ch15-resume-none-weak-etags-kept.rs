// entry: none
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

struct Facts<'a> {
    etag: Option<&'a str>,
    length: Option<u64>,
    plain: bool,
    /// Before and after the slash of `Content-Range`.
    range: Option<(&'a str, &'a str)>,
    retry_after: Option<Duration>,
}

impl<'a> Facts<'a> {
    fn of(headers: &'a Headers) -> Self {
        let seconds = |name| {
            headers
                .get(name)
                .and_then(|value| value.parse::<u64>().ok())
        };
        Self {
            etag: headers.get("etag"),
            length: seconds("content-length"),
            plain: headers
                .get("content-encoding")
                .is_none_or(|value| value == "identity"),
            range: headers
                .get("content-range")
                .and_then(|value| value.strip_prefix("bytes "))
                .and_then(|value| value.split_once('/')),
            retry_after: seconds("retry-after").map(Duration::from_secs),
        }
    }
}

fn is_strong(etag: &&str) -> bool {
    !etag.is_empty()
}

pub fn request(url: &str, partial: Option<&Partial>) -> Request {
    let etag = partial
        .filter(|partial| partial.bytes > 0)
        .and_then(|partial| partial.validator.as_deref())
        .filter(is_strong);
    Request {
        url: url.to_owned(),
        range_from: etag.and(partial).map(|partial| partial.bytes),
        if_range: etag.map(str::to_owned),
    }
}

pub fn decide(
    asked: &Request,
    partial: Option<&Partial>,
    status: u16,
    headers: &Headers,
) -> Decision {
    let facts = Facts::of(headers);
    let known = partial.and_then(|partial| partial.total);
    let same = facts.etag.is_none() || facts.etag == asked.if_range.as_deref();
    match (status, asked.range_from, facts.range) {
        (200, _, _) => Decision::Write {
            from: 0,
            total: if facts.plain { facts.length } else { None },
            validator: facts
                .etag
                .filter(is_strong)
                .filter(|_| facts.plain)
                .map(str::to_owned),
        },
        (206, Some(from), Some((range, size)))
            if same && facts.plain && range.split('-').next() == Some(&from.to_string()) =>
        {
            let total = size.parse().ok();
            if known.is_some() && total.is_some() && known != total {
                return Decision::StartOver;
            }
            Decision::Write {
                from,
                total,
                validator: asked.if_range.clone(),
            }
        }
        (416, Some(from), Some(("*", size))) if same && size.parse() == Ok(from) => Decision::Done,
        (206 | 416, Some(_), _) => Decision::StartOver,
        (206, None, _) => Decision::Failed(Failure::Protocol(format!(
            "{} was asked for as a whole",
            asked.url
        ))),
        _ => Decision::Failed(Failure::Status {
            status,
            retry_after: facts.retry_after,
        }),
    }
}
