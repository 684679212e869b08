//! Style: polled by hand; a request that is granted its places is marked, counted and woken under one lock.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard};
use std::task::{Poll, Waker};

/// Limits how many requests are in progress, in all and for each host.
pub struct Limiter {
    total: usize,
    per_host: usize,
    requests: Mutex<Requests>,
}

/// By number, so that the one that came first is granted first.
type Requests = BTreeMap<u64, Request>;

struct Request {
    host: String,
    granted: bool,
    waker: Waker,
}

struct Ticket<'a> {
    limiter: &'a Limiter,
    number: u64,
}

impl Limiter {
    /// At most `total` requests in all, and `per_host` for each host.
    pub fn new(total: usize, per_host: usize) -> Self {
        Self {
            total,
            per_host,
            requests: Mutex::default(),
        }
    }

    /// Runs `request` as soon as both limits allow it.
    pub async fn run<T>(&self, host: &str, request: impl Future<Output = T>) -> T {
        let ticket = self.ticket(host);
        poll_fn(|cx| {
            let mut requests = self.requests();
            let this = requests.get_mut(&ticket.number).expect("has a ticket");
            if this.granted {
                return Poll::Ready(());
            }
            this.waker.clone_from(cx.waker());
            Poll::Pending
        })
        .await;
        request.await
    }

    fn ticket(&self, host: &str) -> Ticket<'_> {
        let mut requests = self.requests();
        let number = requests.last_key_value().map_or(0, |(last, _)| last + 1);
        let this = Request {
            host: host.to_owned(),
            granted: false,
            waker: Waker::noop().clone(),
        };
        requests.insert(number, this);
        drop(requests);
        self.grant();
        Ticket {
            limiter: self,
            number,
        }
    }

    fn grant(&self) {
        let mut requests = self.requests();
        let mut woken = Vec::new();
        while let Some(number) = self.next(&requests) {
            let next = requests.get_mut(&number).expect("was found");
            next.granted = true;
            woken.push(next.waker.clone());
        }
        drop(requests);
        woken.into_iter().for_each(Waker::wake);
    }

    fn next(&self, requests: &Requests) -> Option<u64> {
        let granted = || requests.values().filter(|request| request.granted);
        let has_room = |host: &str| {
            let at_host = granted().filter(|other| other.host == host);
            at_host.count() < self.per_host && granted().count() < self.total
        };
        let mut waiting = requests.iter().filter(|(_, request)| !request.granted);
        let next = waiting.find(|(_, request)| has_room(&request.host));
        next.map(|(number, _)| *number)
    }

    fn requests(&self) -> MutexGuard<'_, Requests> {
        self.requests.lock().expect("is never poisoned")
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.limiter.requests().remove(&self.number);
        self.limiter.grant();
    }
}
