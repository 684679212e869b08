//! Style: an unbounded channel of `futures`, read as a stream of one.

use futures::StreamExt;
use futures::channel::mpsc::unbounded;

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
    let (send, mut receive) = unbounded();
    let callback: Callback = Box::new(move |reply| drop(send.unbounded_send(reply)));
    service.request(key, callback);
    receive.next().await.ok_or(NeverCalled)
}
