//! A loop over the attempts; the budget counts in parts of a token, so that no fraction is lost.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Why an attempt failed, and whether another attempt makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// Another attempt would fail in the same way.
    Permanent(E),
    /// Another attempt may succeed.
    Temporary(E),
    /// The service is overloaded, and says for how long at least it wants no further request.
    Busy {
        /// The shortest wait before the next attempt.
        retry_after: Duration,
        /// What the attempt failed with.
        error: E,
    },
}

/// How often to try, and how long to wait in between.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// The most attempts, with the first one; at least 1.
    pub attempts: u32,
    /// The back-off before the second attempt.
    pub first: Duration,
    /// The longest back-off.
    pub most: Duration,
    /// No wait ends later than this after the start of the call. `Duration::MAX` is no limit.
    pub total: Duration,
}

/// How many retries a client may still make: shared by its calls, also on several threads.
#[derive(Clone, Debug)]
pub struct Budget {
    /// In parts of a token; a token has `successes` parts.
    parts: Arc<Mutex<u64>>,
    full: u64,
    successes: u64,
}

impl Budget {
    /// A budget of `tokens` retries. Each `successes` calls that succeed give one back; `successes` is at least 1.
    pub fn new(tokens: u32, successes: u32) -> Self {
        let successes = u64::from(successes);
        let full = u64::from(tokens) * successes;
        Self {
            parts: Arc::new(Mutex::new(full)),
            full,
            successes,
        }
    }

    fn take(&self) -> bool {
        let mut parts = self.parts.lock().unwrap();
        let left = parts.checked_sub(self.successes);
        *parts = left.unwrap_or(*parts);
        left.is_some()
    }

    fn succeeded(&self) {
        let mut parts = self.parts.lock().unwrap();
        *parts = self.full.min(*parts + 1);
    }
}

/// Calls `attempt` until it succeeds, as often and as long as `policy` and `budget` allow. `jitter` makes a wait from
/// a back-off.
///
/// # Errors
/// The error of the last attempt.
pub async fn retry<T, E>(
    policy: &Policy,
    budget: &Budget,
    mut jitter: impl FnMut(Duration) -> Duration,
    mut attempt: impl AsyncFnMut(u32) -> Result<T, Failure<E>>,
) -> Result<T, E> {
    let start = Instant::now();
    let mut back_off = policy.first.min(policy.most);
    let mut number = 1;
    loop {
        let (retry_after, error) = match attempt(number).await {
            Ok(value) => {
                budget.succeeded();
                return Ok(value);
            }
            Err(Failure::Permanent(error)) => return Err(error),
            Err(Failure::Temporary(error)) => (Duration::ZERO, error),
            Err(Failure::Busy { retry_after, error }) => (retry_after, error),
        };
        if number >= policy.attempts {
            return Err(error);
        }
        let wait = retry_after.saturating_add(jitter(back_off));
        // The token comes last: a retry that the time does not allow takes none.
        if start.elapsed().saturating_add(wait) > policy.total || !budget.take() {
            return Err(error);
        }
        sleep(wait).await;
        back_off = back_off.saturating_mul(2).min(policy.most);
        number += 1;
    }
}
