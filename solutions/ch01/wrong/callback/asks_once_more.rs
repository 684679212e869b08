//! Belief: a request that went wrong is best made once more.
//! Rejected by: a_dropped_callback_is_an_error_and_no_long_wait
//! Saying: asked 2 times

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
    for _ in 0..2 {
        let (send, receive) = oneshot::channel();
        service.request(key, Box::new(move |reply| drop(send.send(reply))));
        if let Ok(reply) = receive.await {
            return Ok(reply);
        }
    }
    Err(NeverCalled)
}
