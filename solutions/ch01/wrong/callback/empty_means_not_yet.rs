//! Belief: a reply has at least one letter.
//! Rejected by: a_later_reply_wakes_whoever_waits
//! Saying: instead of the reply

use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

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
    let shared = Arc::new((Mutex::new(String::new()), Notify::new()));
    let theirs = Arc::clone(&shared);
    service.request(
        key,
        Box::new(move |reply| {
            *theirs.0.lock().unwrap() = reply;
            theirs.1.notify_one();
        }),
    );
    loop {
        let reply = std::mem::take(&mut *shared.0.lock().unwrap());
        if !reply.is_empty() {
            return Ok(reply);
        }
        if Arc::strong_count(&shared) == 1 {
            return Err(NeverCalled);
        }
        shared.1.notified().await;
    }
}
