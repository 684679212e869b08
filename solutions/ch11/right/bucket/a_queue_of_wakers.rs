//! Style: a queue of numbered wakers by hand; the first one in the queue polls a timer of its own.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Poll, Waker};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// Limits how many requests start per second.
pub struct Bucket {
    rate: u32,
    burst: u32,
    inner: Mutex<Inner>,
}

struct Inner {
    tokens: u32,
    /// What is left of the last token, in nanoseconds times `rate`: less than a second.
    rest: u64,
    looked: Instant,
    queue: VecDeque<(u64, Waker)>,
    next: u64,
}

impl Bucket {
    /// A full bucket of `burst` tokens, into which `rate` tokens flow per second. Both are at least 1.
    pub fn new(rate: u32, burst: u32) -> Self {
        Self {
            rate,
            burst,
            inner: Mutex::new(Inner {
                tokens: burst,
                rest: 0,
                looked: Instant::now(),
                queue: VecDeque::new(),
                next: 0,
            }),
        }
    }

    /// Takes a token, and waits for it if there is none.
    pub async fn take(&self) {
        if self.try_take() {
            return;
        }
        let place = self.enter();
        let mut timer: Option<Pin<Box<Sleep>>> = None;
        poll_fn(|cx| {
            loop {
                let mut inner = self.inner.lock().unwrap();
                let first = inner
                    .queue
                    .front()
                    .is_none_or(|first| first.0 == place.ticket);
                if !first {
                    let mine = inner.queue.iter_mut().find(|it| it.0 == place.ticket);
                    let (_, waker) = mine.expect("it leaves the queue in its drop");
                    waker.clone_from(cx.waker());
                    return Poll::Pending;
                }
                inner.flow(self.rate, self.burst);
                if inner.tokens > 0 {
                    inner.tokens -= 1;
                    return Poll::Ready(());
                }
                let missing = 1_000_000_000 - inner.rest;
                let at = inner.looked + Duration::from_nanos(missing.div_ceil(self.rate.into()));
                drop(inner);
                let timer = timer.get_or_insert_with(|| Box::pin(sleep_until(at)));
                if timer.deadline() != at {
                    timer.as_mut().reset(at);
                }
                if timer.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
            }
        })
        .await;
    }

    /// Takes a token if there is one and no `take` waits. Says whether it took one.
    pub fn try_take(&self) -> bool {
        let mut inner = self.inner.lock().unwrap();
        inner.flow(self.rate, self.burst);
        let takes = inner.queue.is_empty() && inner.tokens > 0;
        if takes {
            inner.tokens -= 1;
        }
        takes
    }

    fn enter(&self) -> Place<'_> {
        let mut inner = self.inner.lock().unwrap();
        let ticket = inner.next;
        inner.next += 1;
        inner.queue.push_back((ticket, Waker::noop().clone()));
        Place {
            bucket: self,
            ticket,
        }
    }
}

impl Inner {
    fn flow(&mut self, rate: u32, burst: u32) {
        let now = Instant::now();
        let parts = (now - self.looked).as_nanos() * u128::from(rate) + u128::from(self.rest);
        self.looked = now;
        let tokens = u128::from(self.tokens) + parts / 1_000_000_000;
        self.rest = (parts % 1_000_000_000) as u64;
        if tokens >= burst.into() {
            (self.tokens, self.rest) = (burst, 0);
        } else {
            self.tokens = tokens as u32;
        }
    }
}

struct Place<'a> {
    bucket: &'a Bucket,
    ticket: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let next = {
            let mut inner = self.bucket.inner.lock().unwrap();
            inner.queue.retain(|waiting| waiting.0 != self.ticket);
            inner.queue.front().map(|first| first.1.clone())
        };
        if let Some(next) = next {
            next.wake();
        }
    }
}
