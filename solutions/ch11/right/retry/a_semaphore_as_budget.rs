//! Style: the budget is a semaphore whose permits are forgotten, and each step of the call is a function.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;
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
pub struct Budget(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    tokens: Semaphore,
    most: usize,
    successes: u32,
    counted: AtomicU32,
}

impl Budget {
    /// A budget of `tokens` retries. Each `successes` calls that succeed give one back; `successes` is at least 1.
    pub fn new(tokens: u32, successes: u32) -> Self {
        let most = tokens as usize;
        Self(Arc::new(Inner {
            tokens: Semaphore::new(most),
            most,
            successes,
            counted: AtomicU32::new(0),
        }))
    }

    fn takes_one(&self) -> bool {
        match self.0.tokens.try_acquire() {
            Ok(token) => {
                token.forget();
                true
            }
            Err(_) => false,
        }
    }

    fn counts_a_success(&self) {
        let Inner {
            tokens,
            most,
            successes,
            counted,
        } = &*self.0;
        let count = |count| Some((count + 1) % successes);
        let before = counted.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count);
        if before == Ok(successes - 1) && tokens.available_permits() < *most {
            tokens.add_permits(1);
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
    let start = Instant::now();
    let mut last = first_or_next(&mut attempt, 1).await;
    for number in 2..=policy.attempts {
        let Some(jittered) = last
            .as_ref()
            .err()
            .filter(|failure| !matches!(failure, Failure::Permanent(_)))
            .map(|_| jitter(back_off(policy, number)))
        else {
            break;
        };
        let wait = match &last {
            Err(Failure::Busy { retry_after, .. }) => jittered.saturating_add(*retry_after),
            _ => jittered,
        };
        let too_late = wait > policy.total.saturating_sub(start.elapsed());
        if too_late || !budget.takes_one() {
            break;
        }
        sleep(wait).await;
        last = first_or_next(&mut attempt, number).await;
    }
    match last {
        Ok(value) => {
            budget.counts_a_success();
            Ok(value)
        }
        Err(
            Failure::Permanent(error) | Failure::Temporary(error) | Failure::Busy { error, .. },
        ) => Err(error),
    }
}

async fn first_or_next<T, E>(
    attempt: &mut impl AsyncFnMut(u32) -> Result<T, Failure<E>>,
    number: u32,
) -> Result<T, Failure<E>> {
    attempt(number).await
}

fn back_off(policy: &Policy, number: u32) -> Duration {
    let mut back_off = policy.first;
    for _ in 2..number {
        if back_off >= policy.most {
            break;
        }
        back_off = back_off.saturating_mul(2);
    }
    back_off.min(policy.most)
}
