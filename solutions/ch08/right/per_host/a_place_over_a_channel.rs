//! Style: no semaphore; whichever request ends hands its place to the first in the queue whose host has room.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::sync::oneshot::{Sender, channel};

/// Limits how many requests are in progress, in all and for each host.
pub struct Limiter(Arc<Mutex<State>>);

struct State {
    free: usize,
    per_host: usize,
    at_host: HashMap<String, usize>,
    queue: VecDeque<(String, Sender<Place>)>,
}

/// A place at a host, until it is dropped. A place that could not be sent is dropped too.
struct Place {
    state: Arc<Mutex<State>>,
    host: String,
}

impl Limiter {
    /// At most `total` requests in all, and `per_host` for each host.
    pub fn new(total: usize, per_host: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            free: total,
            per_host,
            at_host: HashMap::new(),
            queue: VecDeque::new(),
        })))
    }

    /// Runs `request` as soon as both limits allow it.
    pub async fn run<T>(&self, host: &str, request: impl Future<Output = T>) -> T {
        let (sender, place) = channel();
        let mut state = self.0.lock().expect("is never poisoned");
        state.queue.push_back((host.to_owned(), sender));
        drop(state);
        serve(&self.0);
        let _place = place.await.expect("is sent some time");
        request.await
    }
}

/// Hands out places as long as one of the waiting requests can have one.
fn serve(shared: &Arc<Mutex<State>>) {
    while let Some((host, sender)) = next(shared) {
        let state = Arc::clone(shared);
        // An error brings the place back, without the lock: its drop needs it.
        drop(sender.send(Place { state, host }));
    }
}

fn next(shared: &Mutex<State>) -> Option<(String, Sender<Place>)> {
    let mut state = shared.lock().expect("is never poisoned");
    state.queue.retain(|(_, sender)| !sender.is_closed());
    if state.free == 0 {
        return None;
    }
    let has_room = |(host, _): &(String, _)| {
        let taken = state.at_host.get(host).copied();
        taken.unwrap_or(0) < state.per_host
    };
    let place = state.queue.iter().position(has_room)?;
    let (host, sender) = state.queue.remove(place)?;
    state.free -= 1;
    *state.at_host.entry(host.clone()).or_default() += 1;
    Some((host, sender))
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.state.lock().expect("is never poisoned");
        state.free += 1;
        *state.at_host.get_mut(&self.host).expect("is in use") -= 1;
        drop(state);
        serve(&self.state);
    }
}
