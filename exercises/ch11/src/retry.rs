//! # Retries with back-off and a budget
//!
//! ```
//! let budget = Budget::new(10, 20); // 10 retries; each 20 successful calls give one back
//! let price = retry(&policy, &budget, |wait| wait.mul_f64(random()), async |_| quote("tea").await).await?;
//! // Attempt 1, a wait of up to `first`, attempt 2, a wait of up to twice that, ...
//! ```
//!
//! A service that is overloaded answers with errors. If each client tries again at once, or all of them after the
//! same wait, the retries arrive together and keep the service overloaded. A retry also costs time that its caller
//! may not have, and it is wasted if the next attempt must fail as well.
//!
//! Write `retry` and `Budget`. Requirements:
//!
//! 1. `retry` calls `attempt` with 1, then with 2, and so on, until an attempt succeeds, fails permanently, or is
//!    number `policy.attempts`. It returns the result of the last attempt, and it does not wait after it.
//! 2. The back-off before attempt 2 is `policy.first`. It doubles before each later attempt, up to `policy.most`.
//!    `jitter` is called with the back-off, and the wait is what it returns.
//! 3. After `Busy`, the wait is `retry_after` plus what `jitter` returns. `policy.most` does not shorten it.
//! 4. If a wait would end later than `policy.total` after the start of the call, `retry` does not begin it, and
//!    returns the error at once. An attempt in progress is not cut off.
//! 5. A retry takes a token of the budget before its wait begins; the first attempt takes none. If there is no whole
//!    token, `retry` returns the error at once. If there is no retry, for whatever reason, no token is taken.
//! 6. A budget starts with `tokens` tokens, and `successes` calls of `retry` that succeed give one token back. It
//!    never holds more than `tokens`. Clones of a budget share their tokens.
//!
//! Left open: whether `jitter` is called for a wait that is not begun, what happens if it returns more than the
//! back-off, a wait that would end exactly at `total`, and whether a call that is dropped in a wait gives its token
//! back. You may change the private fields and add types.

use std::time::Duration;

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
    tokens: u32,
    successes: u32,
}

impl Budget {
    /// A budget of `tokens` retries. Each `successes` calls that succeed give one back; `successes` is at least 1.
    pub fn new(tokens: u32, successes: u32) -> Self {
        Self { tokens, successes }
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
    jitter: impl FnMut(Duration) -> Duration,
    attempt: impl AsyncFnMut(u32) -> Result<T, Failure<E>>,
) -> Result<T, E> {
    // So that the stub compiles without a warning: delete this line.
    let _ = (jitter, attempt, budget.successes);
    todo!(
        "make up to {} attempts, and at most {} retries",
        policy.attempts,
        budget.tokens
    )
}
