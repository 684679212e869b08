// entry: a_lock_for_each_host
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::{Mutex as Lock, Semaphore};

pub struct Limiter {
    all: Semaphore,
    hosts: Mutex<HashMap<String, Arc<Lock<()>>>>,
}

impl Limiter {
    pub fn new(total: usize, _per_host: usize) -> Self {
        Self {
            all: Semaphore::new(total),
            hosts: Mutex::default(),
        }
    }

    pub async fn run<T>(&self, host: &str, request: impl Future<Output = T>) -> T {
        let places = {
            let mut hosts = self.hosts.lock().unwrap();
            let places = hosts
                .entry(host.to_owned())
                .or_default();
            Arc::clone(places)
        };
        let _at_host = places.lock().await;
        let _in_all = self.all.acquire().await.unwrap();
        request.await
    }
}
