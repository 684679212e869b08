//! Belief: a callback runs where the future runs, in the runtime.
//! Rejected by: a_later_reply_wakes_whoever_waits
//! Saying: there is no reactor running

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
    service.request(
        key,
        Box::new(move |reply| {
            tokio::spawn(async move {
                let _ = send.send(reply).await;
            });
        }),
    );
    receive.recv().await.ok_or(NeverCalled)
}
