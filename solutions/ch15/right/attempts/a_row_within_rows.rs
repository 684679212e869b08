//! Style: an inner loop is one row; the outer loop begins the rows. The wait is computed from its place in the row.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::http::Failure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub attempts: u32,
    pub first: Duration,
    pub most: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GaveUp {
    pub tries: u32,
    pub last: Failure,
}

pub async fn attempts<T>(
    policy: &Policy,
    bytes_so_far: impl Fn() -> u64,
    mut one: impl AsyncFnMut() -> Result<T, Failure>,
) -> Result<T, GaveUp> {
    let mut record = bytes_so_far();
    let mut tries = 1;
    let mut last = match one().await {
        Ok(value) => return Ok(value),
        Err(failure) => failure,
    };
    'rows: loop {
        record = record.max(bytes_so_far());
        for place in 1.. {
            if !is_temporary(&last) || place >= policy.attempts {
                return Err(GaveUp { tries, last });
            }
            let wait = backoff(policy, place).max(asked_for(&last));
            sleep_until(Instant::now() + wait).await;
            tries += 1;
            last = match one().await {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            if bytes_so_far() > record {
                continue 'rows;
            }
        }
    }
}

/// The wait after failure `place` of a row, counted from 1.
fn backoff(policy: &Policy, place: u32) -> Duration {
    let factor = 1u32.checked_shl(place - 1).unwrap_or(u32::MAX);
    policy
        .first
        .checked_mul(factor)
        .map_or(policy.most, |wait| wait.min(policy.most))
}

fn is_temporary(failure: &Failure) -> bool {
    match failure {
        Failure::Status { status, .. } => [408, 429, 500, 502, 503, 504].contains(status),
        Failure::Connect(_) | Failure::Reset(_) | Failure::Stalled | Failure::TooShort { .. } => {
            true
        }
        Failure::TooLong { .. }
        | Failure::Protocol(_)
        | Failure::Checksum { .. }
        | Failure::Disk(_) => false,
    }
}

fn asked_for(failure: &Failure) -> Duration {
    match failure {
        Failure::Status {
            retry_after: Some(after),
            ..
        } => *after,
        _ => Duration::ZERO,
    }
}
