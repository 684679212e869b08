//! Style: an mpsc channel with room for one.

use tokio::sync::mpsc;

/// What the service calls, at most once, with its reply.
pub type Callback = Box<dyn FnOnce(String) + Send>;

/// A service that replies through a callback.
pub trait Service {
    /// Asks for `key` and returns at once. The reply goes to `callback`.
    fn request(&self, key: &str, callback: Callback);
}

/// The service has dropped the callback without a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverCalled;

/// Asks `service` for `key`; resolves to the reply.
pub async fn fetch(service: &impl Service, key: &str) -> Result<String, NeverCalled> {
    let (send, mut receive) = mpsc::channel(1);
    service.request(
        key,
        Box::new(move |reply| {
            let _ = send.try_send(reply);
        }),
    );
    receive.recv().await.ok_or(NeverCalled)
}
