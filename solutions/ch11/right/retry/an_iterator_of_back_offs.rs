//! Style: the back-offs are an iterator, and the budget is one atomic number, in parts of a token.

use std::iter::successors;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
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
    used: Arc<AtomicU64>,
    parts: u64,
    of_token: u64,
}

impl Budget {
    /// A budget of `tokens` retries. Each `successes` calls that succeed give one back; `successes` is at least 1.
    pub fn new(tokens: u32, successes: u32) -> Self {
        Self {
            used: Arc::default(),
            parts: u64::from(tokens) * u64::from(successes),
            of_token: successes.into(),
        }
    }

    fn spend(&self) -> bool {
        let spend = |used| Some(used + self.of_token).filter(|used| *used <= self.parts);
        let spent = self
            .used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend);
        spent.is_ok()
    }

    fn earn(&self) {
        let earn = |used: u64| Some(used.saturating_sub(1));
        let _ = self
            .used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, earn);
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
    let capped = |wait: Duration| wait.min(policy.most);
    let mut back_offs = successors(Some(capped(policy.first)), |last| {
        Some(capped(last.saturating_mul(2)))
    })
    .take(policy.attempts.saturating_sub(1) as usize);
    for number in 1.. {
        let (floor, error) = match attempt(number).await {
            Ok(value) => {
                budget.earn();
                return Ok(value);
            }
            Err(Failure::Permanent(error)) => return Err(error),
            Err(Failure::Temporary(error)) => (Duration::ZERO, error),
            Err(Failure::Busy { retry_after, error }) => (retry_after, error),
        };
        let wait = back_offs
            .next()
            .map(|wait| floor.saturating_add(jitter(wait)));
        let in_time = |wait: &Duration| {
            let left = policy.total.checked_sub(start.elapsed());
            left.is_some_and(|left| *wait <= left)
        };
        match wait.filter(in_time) {
            Some(wait) if budget.spend() => sleep(wait).await,
            _ => return Err(error),
        }
    }
    unreachable!("the attempts are counted without an end")
}
