//! Style: tokio's semaphore, which is fair.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::{AcquireError, SemaphorePermit};

pub struct Semaphore(tokio::sync::Semaphore);

type Asked<'a> = dyn Future<Output = Result<SemaphorePermit<'a>, AcquireError>> + Send + 'a;

pub struct Acquire<'a>(Pin<Box<Asked<'a>>>);

/// Its drop gives the permits back.
#[allow(dead_code)]
pub struct Permit<'a>(SemaphorePermit<'a>);

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Self(tokio::sync::Semaphore::new(permits))
    }

    pub fn available(&self) -> usize {
        self.0.available_permits()
    }

    pub fn acquire(&self, wanted: usize) -> Acquire<'_> {
        Acquire(Box::pin(self.0.acquire_many(number(wanted))))
    }

    pub fn try_acquire(&self, wanted: usize) -> Option<Permit<'_>> {
        self.0.try_acquire_many(number(wanted)).ok().map(Permit)
    }
}

fn number(wanted: usize) -> u32 {
    u32::try_from(wanted).expect("tokio counts the permits of a request in a u32")
}

impl<'a> Future for Acquire<'a> {
    type Output = Permit<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit<'a>> {
        self.0
            .as_mut()
            .poll(cx)
            .map(|permit| Permit(permit.expect("it is never closed")))
    }
}
