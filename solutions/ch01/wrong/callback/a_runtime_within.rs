//! Belief: block_on turns any future into its value.
//! Rejected by: others_run_while_the_reply_is_on_its_way
//! Saying: Cannot start a runtime

use tokio::runtime::Handle;
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
    Handle::current().block_on(receive).map_err(|_| NeverCalled)
}
