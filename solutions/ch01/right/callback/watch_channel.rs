//! Style: a watch channel: its sender is dropped with the callback.

use tokio::sync::watch;

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
    let (send, mut receive) = watch::channel(None);
    service.request(
        key,
        Box::new(move |reply| {
            send.send_replace(Some(reply));
        }),
    );
    let reply = receive.wait_for(Option::is_some).await;
    reply.map_err(|_| NeverCalled)?.clone().ok_or(NeverCalled)
}
