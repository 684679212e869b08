//! Belief: what is called is not dropped.
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
        *self.0.0.lock().unwrap() = Some(said);
        self.0.1.notify_one();
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.say(Err(NeverCalled));
    }
}
