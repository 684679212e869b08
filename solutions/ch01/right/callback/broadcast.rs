//! Style: a broadcast channel with one listener.

use tokio::sync::broadcast;

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
    let (send, mut receive) = broadcast::channel(1);
    service.request(key, Box::new(move |reply| drop(send.send(reply))));
    receive.recv().await.map_err(|_| NeverCalled)
}
