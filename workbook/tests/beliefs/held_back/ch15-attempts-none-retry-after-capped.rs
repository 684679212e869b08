// entry: none
use std::time::Duration;

use tokio::time::sleep;

use crate::http::Failure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How many failed tries in a row, without anything new, are the end.
    pub attempts: u32,
    /// The wait after the first failure of a row.
    pub first: Duration,
    /// The longest wait that comes from doubling.
    pub most: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GaveUp {
    /// How many tries were made, of all rows.
    pub tries: u32,
    /// Why the last one failed.
    pub last: Failure,
}

pub async fn attempts<T>(
    policy: &Policy,
    bytes_so_far: impl Fn() -> u64,
    mut one: impl AsyncFnMut() -> Result<T, Failure>,
) -> Result<T, GaveUp> {
    let mut best = bytes_so_far();
    let (mut tries, mut row) = (0, 0);
    let mut wait = policy.first.min(policy.most);
    loop {
        tries += 1;
        let last = match one().await {
            Ok(value) => return Ok(value),
            Err(last) => last,
        };
        row += 1;
        let bytes = bytes_so_far();
        if bytes > best {
            best = bytes;
            row = 1;
            wait = policy.first.min(policy.most);
        }
        let asked = match &last {
            Failure::Status { status: 408 | 429 | 500 | 502 | 503 | 504, retry_after } => {
                retry_after.unwrap_or_default()
            }
            Failure::Connect(_) | Failure::Reset(_) | Failure::Stalled | Failure::TooShort { .. } => {
                Duration::ZERO
            }
            _ => return Err(GaveUp { tries, last }),
        };
        if row >= policy.attempts {
            return Err(GaveUp { tries, last });
        }
        sleep(wait.max(asked).min(policy.most)).await;
        wait = wait.saturating_mul(2).min(policy.most);
    }
}
