//! Style: each status has a function that returns a `Result`, and its error is the decision.

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

pub fn request(url: &str, partial: Option<&Partial>) -> Request {
    let url = url.to_owned();
    match partial {
        Some(Partial {
            bytes,
            validator: Some(etag),
            ..
        }) if *bytes != 0 && etag.as_bytes().first() == Some(&b'"') => Request {
            url,
            range_from: Some(*bytes),
            if_range: Some(etag.to_owned()),
        },
        _ => Request {
            url,
            range_from: None,
            if_range: None,
        },
    }
}

pub fn decide(
    asked: &Request,
    partial: Option<&Partial>,
    status: u16,
    headers: &Headers,
) -> Decision {
    let decision = match status {
        200 => Ok(whole(headers)),
        206 => rest(asked, partial, headers),
        416 => nothing_more(asked, headers),
        _ => Err(refused(status, headers)),
    };
    decision.unwrap_or_else(|decision| decision)
}

fn whole(headers: &Headers) -> Decision {
    let mut total = headers
        .get("content-length")
        .and_then(|text| text.parse().ok());
    let mut validator = headers
        .get("etag")
        .filter(|etag| etag.starts_with('"'))
        .map(str::to_owned);
    if encoded(headers) {
        total = None;
        validator = None;
    }
    Decision::Write {
        from: 0,
        total,
        validator,
    }
}

fn rest(
    asked: &Request,
    partial: Option<&Partial>,
    headers: &Headers,
) -> Result<Decision, Decision> {
    let from = asked
        .range_from
        .ok_or_else(|| Decision::Failed(Failure::Protocol("206 without a range".into())))?;
    same_etag(asked, headers)?;
    ensure(!encoded(headers))?;
    let range = headers.get("content-range").ok_or(Decision::StartOver)?;
    let after = range
        .strip_prefix(&format!("bytes {from}-"))
        .ok_or(Decision::StartOver)?;
    let (_, size) = after.split_once('/').ok_or(Decision::StartOver)?;
    let total = match size {
        "*" => None,
        _ => Some(size.parse::<u64>().map_err(|_| Decision::StartOver)?),
    };
    if let Some(known) = partial.and_then(|partial| partial.total) {
        ensure(total.is_none_or(|total| total == known))?;
    }
    Ok(Decision::Write {
        from,
        total,
        validator: asked.if_range.clone(),
    })
}

fn nothing_more(asked: &Request, headers: &Headers) -> Result<Decision, Decision> {
    let from = asked.range_from.ok_or_else(|| refused(416, headers))?;
    same_etag(asked, headers)?;
    ensure(headers.get("content-range") == Some(&format!("bytes */{from}")))?;
    Ok(Decision::Done)
}

fn same_etag(asked: &Request, headers: &Headers) -> Result<(), Decision> {
    match (headers.get("etag"), &asked.if_range) {
        (Some(now), Some(then)) => ensure(now == then),
        _ => Ok(()),
    }
}

fn ensure(holds: bool) -> Result<(), Decision> {
    if holds {
        Ok(())
    } else {
        Err(Decision::StartOver)
    }
}

fn encoded(headers: &Headers) -> bool {
    !matches!(headers.get("content-encoding"), None | Some("identity"))
}

fn refused(status: u16, headers: &Headers) -> Decision {
    let seconds = headers
        .get("retry-after")
        .and_then(|text| text.parse().ok());
    Decision::Failed(Failure::Status {
        status,
        retry_after: seconds.map(Duration::from_secs),
    })
}
