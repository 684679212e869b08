//! Belief: notify_waiters is remembered until somebody waits.
//! Rejected by: a_reply_before_request_returns_is_not_lost
//! Saying: was lost

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
    let shared = Arc::new((Mutex::new(None), Notify::new()));
    let end = End(Arc::clone(&shared));
    service.request(key, Box::new(move |reply| end.say(Ok(reply))));
    shared.1.notified().await;
    let said = shared.0.lock().unwrap().take();
    said.unwrap_or(Err(NeverCalled))
}

struct End(Arc<(Mutex<Option<Result<String, NeverCalled>>>, Notify)>);

impl End {
    fn say(&self, said: Result<String, NeverCalled>) {
        self.0.0.lock().unwrap().get_or_insert(said);
        self.0.1.notify_waiters();
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.say(Err(NeverCalled));
    }
}
