//! Style: a slot behind a lock and a Notify; a guard in the callback notifies when it is dropped.

use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

/// What the service calls, at most once, with its reply.
pub type Callback = Box<dyn FnOnce(String) + Send>;

/// A service that replies through a callback.
pub trait Service {
    /// Asks for `key` and returns at once. The reply goes to `callback`.
    fn request(&self, key: &str, callback: Callback);
}

/// The service has dropped the callback without a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverCalled;

/// Asks `service` for `key`; resolves to the reply.
pub async fn fetch(service: &impl Service, key: &str) -> Result<String, NeverCalled> {
    let shared = Arc::new(Shared::default());
    let end = End(Arc::clone(&shared));
    service.request(
        key,
        Box::new(move |reply| {
            *end.0.reply.lock().expect("no panic under the lock") = Some(reply);
        }),
    );
    shared.over.notified().await;
    let reply = shared.reply.lock().expect("no panic under the lock").take();
    reply.ok_or(NeverCalled)
}

#[derive(Default)]
struct Shared {
    reply: Mutex<Option<String>>,
    over: Notify,
}

struct End(Arc<Shared>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.over.notify_one();
    }
}
