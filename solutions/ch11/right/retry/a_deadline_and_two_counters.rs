//! Style: a deadline that may not exist, the back-off as a power of two, and a budget of two counters.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

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
    most: u32,
    successes: u32,
    counts: Arc<Mutex<Counts>>,
}

#[derive(Debug)]
struct Counts {
    tokens: u32,
    /// Successes since the last token came back.
    since: u32,
}

impl Budget {
    /// A budget of `tokens` retries. Each `successes` calls that succeed give one back; `successes` is at least 1.
    pub fn new(tokens: u32, successes: u32) -> Self {
        Self {
            most: tokens,
            successes,
            counts: Arc::new(Mutex::new(Counts { tokens, since: 0 })),
        }
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
    let deadline = Instant::now().checked_add(policy.total);
    let mut number = 0;
    loop {
        number += 1;
        let failure = match attempt(number).await {
            Ok(value) => {
                budget.success();
                return Ok(value);
            }
            Err(failure) => failure,
        };
        let back_off = policy
            .first
            .saturating_mul(2_u32.saturating_pow(number - 1))
            .min(policy.most);
        let until = match until(failure, || jitter(back_off)) {
            ControlFlow::Break(error) => return Err(error),
            ControlFlow::Continue((until, error)) => {
                let allowed = number < policy.attempts;
                // A time that cannot be represented is later than each deadline.
                let in_time =
                    deadline.is_none_or(|deadline| until.is_some_and(|at| at <= deadline));
                if !allowed || !in_time || !budget.retry() {
                    return Err(error);
                }
                until
            }
        };
        match until {
            Some(until) => sleep_until(until).await,
            None => std::future::pending().await,
        }
    }
}

/// When the next attempt may begin, or the error of a call that ends.
fn until<E>(
    failure: Failure<E>,
    wait: impl FnOnce() -> Duration,
) -> ControlFlow<E, (Option<Instant>, E)> {
    let now = Instant::now();
    match failure {
        Failure::Permanent(error) => ControlFlow::Break(error),
        Failure::Temporary(error) => ControlFlow::Continue((now.checked_add(wait()), error)),
        Failure::Busy { retry_after, error } => {
            let allowed = now.checked_add(retry_after);
            ControlFlow::Continue((allowed.and_then(|at| at.checked_add(wait())), error))
        }
    }
}

impl Budget {
    fn success(&self) {
        let mut counts = self.counts.lock().unwrap();
        counts.since += 1;
        if counts.since >= self.successes {
            counts.since = 0;
            counts.tokens = self.most.min(counts.tokens + 1);
        }
    }

    fn retry(&self) -> bool {
        let mut counts = self.counts.lock().unwrap();
        let allowed = counts.tokens > 0;
        counts.tokens -= u32::from(allowed);
        allowed
    }
}
