//! Belief: a key in capitals is the same key.
//! Rejected by: the_service_is_asked_once_and_for_the_key_as_given
//! Saying: instead of

use tokio::sync::oneshot;

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
    let (send, receive) = oneshot::channel();
    let key = key.trim().to_lowercase();
    service.request(&key, Box::new(move |reply| drop(send.send(reply))));
    receive.await.map_err(|_| NeverCalled)
}
