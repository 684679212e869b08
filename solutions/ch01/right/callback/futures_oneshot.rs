//! Style: the oneshot channel of `futures`.

use futures::channel::oneshot;

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
    let callback = move |reply| {
        // Nobody waits any more: the reply is for nobody.
        let _ = send.send(reply);
    };
    service.request(key, Box::new(callback));
    receive.await.map_err(|oneshot::Canceled| NeverCalled)
}
