//! Style: a semaphore that is closed when the callback is dropped, and a cell for the reply.

use std::sync::{Arc, OnceLock};

use tokio::sync::Semaphore;

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
    let shared = Arc::new((OnceLock::new(), Semaphore::new(0)));
    let close = Close(Arc::clone(&shared));
    service.request(
        key,
        Box::new(move |reply| {
            let _ = close.0.0.set(reply);
        }),
    );
    // It never has a permit: `acquire` returns when the semaphore is closed.
    let _ = shared.1.acquire().await;
    shared.0.get().cloned().ok_or(NeverCalled)
}

struct Close(Arc<(OnceLock<String>, Semaphore)>);

impl Drop for Close {
    fn drop(&mut self) {
        self.0.1.close();
    }
}
