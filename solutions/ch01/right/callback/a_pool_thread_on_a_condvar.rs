//! Style: a condition variable, waited for on a thread of the blocking pool.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

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
    let shared = Arc::new(Shared::default());
    let end = End(Arc::clone(&shared));
    service.request(
        key,
        Box::new(move |reply| lock(&end.0.state).0 = Some(reply)),
    );
    let waiting = tokio::task::spawn_blocking(move || {
        let waited = shared
            .over
            .wait_while(lock(&shared.state), |state| !state.1);
        waited.unwrap_or_else(PoisonError::into_inner).0.take()
    });
    waiting.await.ok().flatten().ok_or(NeverCalled)
}

#[derive(Default)]
struct Shared {
    /// The reply, and whether the callback is gone.
    state: Mutex<(Option<String>, bool)>,
    over: Condvar,
}

struct End(Arc<Shared>);

fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for End {
    fn drop(&mut self) {
        lock(&self.0.state).1 = true;
        self.0.over.notify_all();
    }
}
