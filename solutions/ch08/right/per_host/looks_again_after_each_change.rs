//! Style: a list of waiting tickets; whenever something changes, all that wait look whether it is their turn.

use std::sync::{Mutex, MutexGuard};

use tokio::sync::Notify;

/// Limits how many requests are in progress, in all and for each host.
pub struct Limiter {
    total: usize,
    per_host: usize,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    tickets: u64,
    waiting: Vec<(u64, String)>,
    in_progress: Vec<(u64, String)>,
}

/// A request that waits or is in progress, until it is dropped.
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
            state: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Runs `request` as soon as both limits allow it.
    pub async fn run<T>(&self, host: &str, request: impl Future<Output = T>) -> T {
        let ticket = self.ticket(host);
        loop {
            // Before it looks, so that no change in between is missed.
            let changed = self.changed.notified();
            if self.begins(ticket.number) {
                break;
            }
            changed.await;
        }
        request.await
    }

    fn ticket(&self, host: &str) -> Ticket<'_> {
        let mut state = self.state();
        state.tickets += 1;
        let number = state.tickets;
        state.waiting.push((number, host.to_owned()));
        Ticket {
            limiter: self,
            number,
        }
    }

    fn begins(&self, number: u64) -> bool {
        let state = &mut *self.state();
        let is_mine = |(other, _): &(u64, String)| *other == number;
        let place = state.waiting.iter().position(is_mine).expect("waits");
        let host = state.waiting[place].1.as_str();
        let same_host = |(_, other): &&(u64, String)| other == host;
        let before = state.waiting[..place].iter().filter(same_host).count();
        let at_host = state.in_progress.iter().filter(same_host).count();
        // As if those of the same host that came first had begun already.
        if before + at_host >= self.per_host || state.in_progress.len() + before >= self.total {
            return false;
        }
        let begins = state.waiting.remove(place);
        state.in_progress.push(begins);
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("is never poisoned")
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        state.waiting.retain(|(number, _)| *number != self.number);
        state
            .in_progress
            .retain(|(number, _)| *number != self.number);
        drop(state);
        self.limiter.changed.notify_waiters();
    }
}
