//! Style: seconds as floats, a list of places, and a notification for each change at its front.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

/// Limits how many requests start per second.
pub struct Bucket {
    rate: f64,
    burst: f64,
    inner: Mutex<Inner>,
    front_changed: Notify,
}

struct Inner {
    level: f64,
    at: Instant,
    places: Vec<u64>,
    next: u64,
}

impl Bucket {
    /// A full bucket of `burst` tokens, into which `rate` tokens flow per second. Both are at least 1.
    pub fn new(rate: u32, burst: u32) -> Self {
        Self {
            rate: rate.into(),
            burst: burst.into(),
            inner: Mutex::new(Inner {
                level: burst.into(),
                at: Instant::now(),
                places: Vec::new(),
                next: 0,
            }),
            front_changed: Notify::new(),
        }
    }

    /// Takes a token, and waits for it if there is none.
    pub async fn take(&self) {
        let place = {
            let mut inner = self.fill();
            if inner.places.is_empty() && inner.level >= 1.0 {
                inner.level -= 1.0;
                return;
            }
            let number = inner.next;
            inner.next += 1;
            inner.places.push(number);
            Place {
                bucket: self,
                number,
            }
        };
        loop {
            let changed = self.front_changed.notified();
            let wait = {
                let mut inner = self.fill();
                let first = inner.places.first() == Some(&place.number);
                if first && inner.level >= 1.0 {
                    inner.level -= 1.0;
                    return;
                }
                first.then(|| Duration::from_secs_f64((1.0 - inner.level) / self.rate))
            };
            match wait {
                // A nanosecond more, as the division rounds.
                Some(wait) => sleep(wait + Duration::from_nanos(1)).await,
                None => changed.await,
            }
        }
    }

    /// Takes a token if there is one and no `take` waits. Says whether it took one.
    pub fn try_take(&self) -> bool {
        let mut inner = self.fill();
        let takes = inner.places.is_empty() && inner.level >= 1.0;
        if takes {
            inner.level -= 1.0;
        }
        takes
    }

    fn fill(&self) -> MutexGuard<'_, Inner> {
        let mut inner = self.inner.lock().unwrap();
        let now = Instant::now();
        let flowed_in = (now - inner.at).as_secs_f64() * self.rate;
        inner.level = self.burst.min(inner.level + flowed_in);
        inner.at = now;
        inner
    }
}

struct Place<'a> {
    bucket: &'a Bucket,
    number: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut inner = self.bucket.inner.lock().unwrap();
        let first = inner.places.first() == Some(&self.number);
        inner.places.retain(|number| *number != self.number);
        drop(inner);
        if first {
            self.bucket.front_changed.notify_waiters();
        }
    }
}
