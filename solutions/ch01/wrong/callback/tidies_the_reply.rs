//! Belief: blanks around a reply are no part of it.
//! Rejected by: a_later_reply_wakes_whoever_waits
//! Saying: instead of the reply

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
    service.request(
        key,
        Box::new(move |reply: String| drop(send.send(reply.trim().to_owned()))),
    );
    receive.await.map_err(|_| NeverCalled)
}
