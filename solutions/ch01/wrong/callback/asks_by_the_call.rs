//! Belief: the request may go out early: the reply is wanted anyway.
//! Rejected by: calling_fetch_asks_nothing_yet
//! Saying: before anybody awaited

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
pub fn fetch(
    service: &impl Service,
    key: &str,
) -> impl Future<Output = Result<String, NeverCalled>> {
    let (send, receive) = oneshot::channel();
    service.request(key, Box::new(move |reply| drop(send.send(reply))));
    async move { receive.await.map_err(|_| NeverCalled) }
}
