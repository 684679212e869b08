//! Belief: a channel closes when the other side has gone.
//! Rejected by: a_dropped_callback_is_an_error_and_no_long_wait
//! Saying: still waits

use tokio::sync::mpsc;

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
    let (send, mut receive) = mpsc::channel(1);
    let theirs = send.clone();
    service.request(key, Box::new(move |reply| drop(theirs.try_send(reply))));
    receive.recv().await.ok_or(NeverCalled)
}
