//! Belief: when request has returned, the reply is there.
//! Rejected by: a_later_reply_wakes_whoever_waits
//! Saying: before the service had replied

use std::sync::{Arc, Mutex};

/// What the service calls, at most once, with its reply.
pub type Callback = Box<dyn FnOnce(String) + Send>;

/// A service from the days of callbacks.
pub trait Service {
    /// Asks for `key` and returns at once. The reply goes to `callback`.
    fn request(&self, key: &str, callback: Callback);
}

/// The service has dropped the callback without calling it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverCalled;

/// Asks `service` for `key`; resolves to the reply.
pub async fn fetch(service: &impl Service, key: &str) -> Result<String, NeverCalled> {
    let slot = Arc::new(Mutex::new(None));
    let theirs = Arc::clone(&slot);
    service.request(
        key,
        Box::new(move |reply| *theirs.lock().unwrap() = Some(reply)),
    );
    let reply = slot.lock().unwrap().take();
    reply.ok_or(NeverCalled)
}
