//! Style: the reference's two permits; the last request of a host removes it from the map.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::Semaphore;

/// Limits how many requests are in progress, in all and for each host.
pub struct Limiter {
    total: Semaphore,
    per_host: usize,
    hosts: Mutex<Hosts>,
}

type Hosts = HashMap<String, Arc<Semaphore>>;

/// A host that is in use as long as this exists.
struct Visit<'a> {
    limiter: &'a Limiter,
    host: &'a str,
    places: Arc<Semaphore>,
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
        let visit = self.visit(host);
        let _at_host = visit.places.acquire().await.expect("is never closed");
        let _in_all = self.total.acquire().await.expect("is never closed");
        request.await
    }

    fn visit<'a>(&'a self, host: &'a str) -> Visit<'a> {
        let mut hosts = self.hosts();
        let new = || Arc::new(Semaphore::new(self.per_host));
        let places = hosts.entry(host.to_owned()).or_insert_with(new);
        Visit {
            limiter: self,
            host,
            places: Arc::clone(places),
        }
    }

    fn hosts(&self) -> MutexGuard<'_, Hosts> {
        self.hosts.lock().expect("is never poisoned")
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        let mut hosts = self.limiter.hosts();
        // One in the map and one here; another can only come from the map, which is locked.
        if Arc::strong_count(&self.places) == 2 {
            hosts.remove(self.host);
        }
    }
}
