//! Implementations that do what the specification says, in several styles.

use std::time::Duration;

use ch14::patience::{Failure, Retry};
use futures::StreamExt;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, sleep_until};

/// A loop that sleeps.
pub struct Loop;

impl Retry for Loop {
    async fn retry<F, Fut>(attempts: u32, mut operation: F) -> Result<u32, Failure>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<u32, Failure>>,
    {
        let mut wait = Duration::from_millis(100);
        let mut left = attempts;
        loop {
            left -= 1;
            match operation().await {
                Err(Failure::Temporary(_)) if left > 0 => sleep(wait).await,
                result => return result,
            }
            wait *= 2;
        }
    }
}

/// Deadlines in place of delays, and pauses for the other tasks.
pub struct Deadlines;

impl Retry for Deadlines {
    async fn retry<F, Fut>(attempts: u32, mut operation: F) -> Result<u32, Failure>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<u32, Failure>>,
    {
        let mut attempt = 1;
        loop {
            yield_now().await;
            let result = operation().await;
            let failed = Instant::now();
            if attempt == attempts || !matches!(result, Err(Failure::Temporary(_))) {
                yield_now().await;
                return result;
            }
            sleep_until(failed + Duration::from_millis(50 << attempt)).await;
            attempt += 1;
        }
    }
}

/// A stream of waits, and boxed calls.
pub struct Waits;

impl Retry for Waits {
    async fn retry<F, Fut>(attempts: u32, mut operation: F) -> Result<u32, Failure>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<u32, Failure>>,
    {
        let mut waits = futures::stream::iter(1..attempts).map(|failed| 50 << failed);
        let mut last = Box::pin(operation()).await;
        while matches!(last, Err(Failure::Temporary(_)))
            && let Some(wait) = waits.next().await
        {
            sleep(Duration::from_millis(wait)).await;
            last = Box::pin(operation()).await;
        }
        last
    }
}
