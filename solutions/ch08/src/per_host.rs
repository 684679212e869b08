//! # A limit for each host
//!
//! ```
//! let limiter = Limiter::new(32, 4); // 32 in all, 4 for each host
//! let page = limiter.run("example.org", download("/tea")).await;
//! ```
//!
//! One limit for everything is not enough: 32 requests to one slow host use up all permits, and a fast host gets
//! none. With a second limit for each host, the order in which a request takes its two permits decides whether a
//! crowd that waits for one host keeps permits that others need.
//!
//! Write `Limiter`. Requirements:
//!
//! 1. Never more than `per_host` requests of one host, and never more than `total` in all, are in progress at the
//!    same time. A request that neither limit holds up begins at once.
//! 2. Requests that wait for their host hold nothing that a request of another host needs.
//! 3. When a request ends, one that waits begins, if both limits allow it. Requests of one host begin in the order
//!    in which their `run` was first polled.
//! 4. `run` returns what the request returned. A request that waits has not been polled, and `run` is not polled
//!    again and again meanwhile.
//! 5. If the future of `run` is dropped, or its request panics, its places are free again.
//!
//! Left open: whether a host that is not used any more is forgotten, and the order among different hosts. Both
//! limits are at least 1. You may add types and fields, and change private ones.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;

/// Limits how many requests are in progress, in all and for each host.
pub struct Limiter {
    total: Semaphore,
    per_host: usize,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Limiter {
    /// At most `total` requests in all, and `per_host` for each host.
    pub fn new(total: usize, per_host: usize) -> Self {
        Self {
            total: Semaphore::new(total),
            per_host,
            hosts: Mutex::default(),
        }
    }

    /// Runs `request` as soon as both limits allow it.
    pub async fn run<T>(&self, host: &str, request: impl Future<Output = T>) -> T {
        let at_host = self.places_at(host);
        let _at_host = at_host.acquire().await.expect("is never closed");
        // Last, so that a request that waits for its host holds none of these.
        let _in_all = self.total.acquire().await.expect("is never closed");
        request.await
    }

    fn places_at(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().expect("is never poisoned");
        let places = hosts
            .entry(host.to_owned())
            .or_insert_with(|| Arc::new(Semaphore::new(self.per_host)));
        Arc::clone(places)
    }
}
