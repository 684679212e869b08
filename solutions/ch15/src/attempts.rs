//! Which failure is worth another try: one loop, a count of the row, and the most bytes that there ever were.

use std::time::Duration;

use tokio::time::sleep;

use crate::http::Failure;

/// How often to try, and how long to wait in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How many failed tries in a row, without anything new, are the end.
    pub attempts: u32,
    /// The wait after the first failure of a row.
    pub first: Duration,
    /// The longest wait that comes from doubling.
    pub most: Duration,
}

/// There is no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GaveUp {
    /// How many tries were made, of all rows.
    pub tries: u32,
    /// Why the last one failed.
    pub last: Failure,
}

/// Calls `one` until it succeeds or another try makes no sense. `bytes_so_far` says how many bytes of the file there
/// are, before the first try and after each one.
///
/// # Errors
///
/// [`GaveUp`] with the failure of the last try.
pub async fn attempts<T>(
    policy: &Policy,
    bytes_so_far: impl Fn() -> u64,
    mut one: impl AsyncFnMut() -> Result<T, Failure>,
) -> Result<T, GaveUp> {
    let mut most_bytes = bytes_so_far();
    let mut row = 0;
    let mut wait = policy.first;
    let mut tries = 0;
    loop {
        tries += 1;
        let last = match one().await {
            Ok(value) => return Ok(value),
            Err(failure) => failure,
        };
        let bytes = bytes_so_far();
        if bytes > most_bytes {
            most_bytes = bytes;
            row = 0;
            wait = policy.first;
        }
        row += 1;
        let Some(retry_after) = temporary(&last).filter(|_| row < policy.attempts) else {
            return Err(GaveUp { tries, last });
        };
        sleep(wait.min(policy.most).max(retry_after)).await;
        wait = wait.saturating_mul(2);
    }
}

/// For how long the server does not want to be asked; `None` if another try makes no sense.
fn temporary(failure: &Failure) -> Option<Duration> {
    match failure {
        Failure::Connect(_) | Failure::Reset(_) | Failure::Stalled | Failure::TooShort { .. } => {
            Some(Duration::ZERO)
        }
        Failure::Status {
            status: 408 | 429 | 500 | 502 | 503 | 504,
            retry_after,
        } => Some(retry_after.unwrap_or_default()),
        _ => None,
    }
}
