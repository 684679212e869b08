//! Style: the waits of a row are an iterator, which is made anew for each row.

use std::iter::successors;
use std::time::Duration;

use crate::http::Failure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub attempts: u32,
    pub first: Duration,
    pub most: Duration,
}

impl Policy {
    /// One wait fewer than there are tries.
    fn waits(&self) -> impl Iterator<Item = Duration> + use<> {
        let most = self.most;
        successors(Some(self.first.min(most)), move |wait| {
            Some(wait.saturating_add(*wait).min(most))
        })
        .take(self.attempts.saturating_sub(1) as usize)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GaveUp {
    pub tries: u32,
    pub last: Failure,
}

trait NextTry {
    fn next_try_after(&self) -> Option<Duration>;
}

impl NextTry for Failure {
    fn next_try_after(&self) -> Option<Duration> {
        use Failure::*;
        match *self {
            Connect(_) | Reset(_) | Stalled | TooShort { .. } => Some(Duration::ZERO),
            Status {
                status,
                retry_after,
            } if matches!(status, 408 | 429 | 500 | 502..=504) => {
                Some(retry_after.unwrap_or(Duration::ZERO))
            }
            _ => None,
        }
    }
}

pub async fn attempts<T>(
    policy: &Policy,
    bytes_so_far: impl Fn() -> u64,
    mut one: impl AsyncFnMut() -> Result<T, Failure>,
) -> Result<T, GaveUp> {
    let mut most = bytes_so_far();
    let mut waits = policy.waits();
    for tries in 1.. {
        let last = match one().await {
            Ok(value) => return Ok(value),
            Err(failure) => failure,
        };
        let now = bytes_so_far();
        if now > most {
            most = now;
            waits = policy.waits();
        }
        let Some((least, wait)) = last.next_try_after().zip(waits.next()) else {
            return Err(GaveUp { tries, last });
        };
        tokio::time::sleep(Ord::max(least, wait)).await;
    }
    unreachable!("the range has no end")
}
