//! # A test with paused time
//!
//! ```
//! pub async fn test<S: Retry>() {
//!     let result = S::retry(3, async || Ok(7)).await;
//!     assert_eq!(result, Ok(7)); // and how often was the operation called, and when?
//! }
//! ```
//!
//! A retry with back-off has mostly to do with time: when it calls, and when it gives up. A test that looks at
//! the result alone passes with a retry that waits a second too long, or not at all. With a paused clock a test
//! can state each time to the millisecond, and takes no time to run.
//!
//! Write a test of `Retry`. Its specification is the documentation of the trait. Requirements:
//!
//! 1. `test` returns if `S` does what the specification says, however it is written.
//! 2. `test` panics if `S` breaks a sentence of the specification. A test that still waits after 30 days of
//!    virtual time counts as failed, too.
//!
//! The checks run your test with several right implementations and with wrong ones, each of which breaks one
//! sentence, on tokio's current-thread runtime with a paused clock.
//!
//! Left open: what `retry` does with 0 attempts. You may write more functions, and call them in `test`.

/// Why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The next call may succeed. The number tells one failure from another.
    Temporary(u32),
    /// No further call can succeed.
    Permanent(u32),
}

/// The subject of the test.
pub trait Retry {
    /// Calls `operation` until it succeeds, and returns what its last call returned.
    ///
    /// - The first call is made at once. `operation` is called at most `attempts` times, which is at
    ///   least 1.
    /// - After a temporary failure there is a wait, then the next call. The first wait is 100 ms long,
    ///   and each further wait is twice as long as the one before it: 100, 200, 400, 800 ms, and so on.
    /// - A wait begins when the failed call has ended.
    /// - A success is returned at once, and so is the failure of the last attempt: no wait comes after
    ///   it.
    /// - A permanent failure is returned at once, in whatever attempt it comes.
    fn retry<F, Fut>(attempts: u32, operation: F) -> impl Future<Output = Result<u32, Failure>>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<u32, Failure>>;
}

/// Panics unless `S` does what [`Retry`] says.
pub async fn test<S: Retry>() {
    todo!("call S::retry, and assert what it returns, how often it calls, and when")
}
