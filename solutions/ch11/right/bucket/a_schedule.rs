//! Style: no level but a time: when the bucket would be full again. A semaphore with one permit is the queue.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;
use tokio::time::{Duration, Instant, sleep};

/// Limits how many requests start per second.
pub struct Bucket {
    start: Instant,
    rate: u128,
    burst: u128,
    /// When the bucket will be full, since the start, in 1/`rate` of a nanosecond.
    full_at: Mutex<u128>,
    waiting: AtomicUsize,
    turn: Semaphore,
}

/// One second is one token times `rate`: so many units of `full_at`.
const TOKEN: u128 = 1_000_000_000;

impl Bucket {
    /// A full bucket of `burst` tokens, into which `rate` tokens flow per second. Both are at least 1.
    pub fn new(rate: u32, burst: u32) -> Self {
        Self {
            start: Instant::now(),
            rate: rate.into(),
            burst: burst.into(),
            full_at: Mutex::new(0),
            waiting: AtomicUsize::new(0),
            turn: Semaphore::new(1),
        }
    }

    /// Takes a token, and waits for it if there is none.
    pub async fn take(&self) {
        if self.try_take() {
            return;
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _counted = Counted(&self.waiting);
        let _turn = self.turn.acquire().await;
        while let Some(wait) = self.reserve() {
            sleep(wait).await;
        }
    }

    /// Takes a token if there is one and no `take` waits. Says whether it took one.
    pub fn try_take(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) == 0 && self.reserve().is_none()
    }

    /// Moves the time at which the bucket is full, or says how long a token still takes.
    fn reserve(&self) -> Option<Duration> {
        let mut full_at = self.full_at.lock().unwrap();
        let now = self.start.elapsed().as_nanos() * self.rate;
        let next = now.max(*full_at) + TOKEN;
        // More than `burst` tokens would be missing.
        let too_early = next.saturating_sub(now + self.burst * TOKEN);
        if too_early == 0 {
            *full_at = next;
            return None;
        }
        let nanos = too_early.div_ceil(self.rate);
        Some(Duration::from_nanos(nanos.try_into().unwrap_or(u64::MAX)))
    }
}

struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
