//! # A token bucket
//!
//! ```
//! let bucket = Bucket::new(100, 20); // 100 requests a second, up to 20 of them at once
//! bucket.take().await;               // waits for a token if there is none
//! send(request).await;
//! ```
//!
//! The quote service accepts 100 requests a second from each client, and refuses what exceeds them. A semaphore does
//! not help: it limits how many requests are in flight, not how many start in a second. A sleep before each request
//! is not exact, because a timer rounds up. And if a counter starts again each second, twice as many requests pass
//! around that moment.
//!
//! Write `Bucket`. Requirements:
//!
//! 1. A bucket starts with `burst` tokens. `rate` tokens flow in per second, evenly, and it never holds more than
//!    `burst`. `try_take` takes a token if there is a whole one.
//! 2. While the bucket is not full, no part of a token is lost, however often and at whatever times tokens are taken
//!    or asked for: in an hour, 3600 times `rate` tokens can be taken, also if a token does not take a whole number
//!    of nanoseconds.
//! 3. `take` takes a token at once if there is one for it. If not, it is ready when its token has flowed in, at
//!    most 1 ms later (a timer of tokio is not finer).
//! 4. Calls of `take` that wait get their tokens in the order of their first polls. While one waits, a later `take`
//!    or `try_take` takes no token, even if one has flowed in.
//! 5. A `take` that is dropped takes no token, and the calls after it wait as if it had never been made.
//! 6. A bucket has no task and no thread of its own, and a `take` that waits is not polled again and again.
//!
//! Left open: which calls are woken when a token has flowed in, and whether what exceeds `burst` is lost if a `take`
//! is polled later than its token has flowed in. You may change the private fields and add types. Use tokio's
//! `Instant`: its clock can be paused.

/// Limits how many requests start per second.
pub struct Bucket {
    rate: u32,
    burst: u32,
}

impl Bucket {
    /// A full bucket of `burst` tokens, into which `rate` tokens flow per second. Both are at least 1.
    pub fn new(rate: u32, burst: u32) -> Self {
        Self { rate, burst }
    }

    /// Takes a token, and waits for it if there is none.
    pub async fn take(&self) {
        todo!(
            "wait for one of the {} tokens that flow in per second",
            self.rate
        )
    }

    /// Takes a token if there is one and no `take` waits. Says whether it took one.
    pub fn try_take(&self) -> bool {
        todo!("take one of up to {} tokens", self.burst)
    }
}
