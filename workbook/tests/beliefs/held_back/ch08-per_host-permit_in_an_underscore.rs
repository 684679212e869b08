// entry: permit_in_an_underscore
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;

pub struct Limiter {
    all: Semaphore,
    per_host: usize,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Limiter {
    pub fn new(total: usize, per_host: usize) -> Self {
        Self {
            all: Semaphore::new(total),
            per_host,
            hosts: Mutex::default(),
        }
    }

    pub async fn run<T>(&self, host: &str, request: impl Future<Output = T>) -> T {
        let places = {
            let mut hosts = self.hosts.lock().unwrap();
            let places = hosts
                .entry(host.to_owned())
                .or_insert_with(|| Arc::new(Semaphore::new(self.per_host)));
            Arc::clone(places)
        };
        let _ = places.acquire().await.unwrap();
        let _ = self.all.acquire().await.unwrap();
        request.await
    }
}
