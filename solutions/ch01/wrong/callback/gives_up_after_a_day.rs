//! Belief: whoever has not replied after a day never will.
//! Rejected by: a_slow_reply_is_waited_for_without_looking_again
//! Saying: gave up

use std::time::Duration;

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
    service.request(key, Box::new(move |reply| drop(send.send(reply))));
    let waited = tokio::time::timeout(Duration::from_secs(86_400), receive).await;
    waited.map_err(|_| NeverCalled)?.map_err(|_| NeverCalled)
}
