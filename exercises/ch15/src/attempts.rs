//! # Which failure is worth another try
//!
//! ```
//! let policy = Policy { attempts: 5, first: Duration::from_secs(1), most: Duration::from_secs(30) };
//! let size = attempts(&policy, || on_disk.get(), async || fetch(url).await).await?;
//! // Each try goes on from what is on disk. Five tries in a row that bring nothing end it.
//! ```
//!
//! A 404 is a 404 the fifth time too, and a checksum that is wrong says that the file is another one. A connection
//! that breaks each minute is worth a hundred tries if each of them brings a gigabyte, and a program that counts all
//! tries never loads a large file. A server that asks for two minutes of peace gets more load from each early try.
//!
//! Write `attempts`. Requirements:
//!
//! 1. Worth another try are `Connect`, `Reset`, `Stalled`, `TooShort`, and the statuses 408, 429, 500, 502, 503 and
//!    504. All other failures end it at once.
//! 2. It gives up after `policy.attempts` failed tries in a row, and makes at least one. `GaveUp` names the number of
//!    all tries and the last failure. One try runs at a time.
//! 3. A try that brought something new begins a new row, as its first one. It did so if `bytes_so_far` is larger
//!    after it than before the first try and after each earlier one: what a restart brings again is not new.
//! 4. The wait after the first failure of a row is `policy.first`; each further one is twice as long as the last, and
//!    none is longer than `policy.most`.
//! 5. If a failure has a `retry_after` that is longer than this wait, it waits as long as `retry_after` says, even
//!    beyond `policy.most`.
//! 6. After the last try it does not wait.
//!
//! The waits are exact: jitter is left to the caller. Left open: what happens after a try that panics.

use std::time::Duration;

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
    one: impl AsyncFnMut() -> Result<T, Failure>,
) -> Result<T, GaveUp> {
    let _ = one;
    todo!(
        "try, with {} bytes there, at most {} times in a row",
        bytes_so_far(),
        policy.attempts
    )
}
