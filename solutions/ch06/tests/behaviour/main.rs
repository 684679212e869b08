//! Behaviours that CPython and tokio demand of their own groups of tasks, tried on the references.
//!
//! A module for each of their test files; each test is named after the behaviour, and says in which tests of
//! theirs it is demanded. The modules list what does not apply, and why.

mod cpython_taskgroups;
mod tokio_join_set;

use std::pin::Pin;
use std::time::Duration;

use kit::DropProbe;
use tokio::time::sleep;

type Job<T> = Pin<Box<dyn Future<Output = Result<T, String>> + Send>>;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

/// Succeeds with `value` after a while.
fn succeeds<T: Send + 'static>(after_ms: u64, value: T) -> Job<T> {
    Box::pin(async move {
        ms(after_ms).await;
        Ok(value)
    })
}

/// Fails with `error` after a while.
fn fails<T: Send + 'static>(after_ms: u64, error: &str) -> Job<T> {
    let error = error.to_owned();
    Box::pin(async move {
        ms(after_ms).await;
        Err(error)
    })
}

/// Never ends, and holds a token of `probe` until it is dropped.
fn waits<T: Send + 'static>(probe: &DropProbe) -> Job<T> {
    let token = probe.token("a job that waits");
    Box::pin(async move {
        let _token = token;
        std::future::pending().await
    })
}
