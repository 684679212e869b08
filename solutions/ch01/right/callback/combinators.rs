//! Style: no async block: `lazy`, `flatten` and `map_err`.

use futures::{FutureExt, TryFutureExt};
use tokio::sync::oneshot;

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
pub fn fetch(
    service: &impl Service,
    key: &str,
) -> impl Future<Output = Result<String, NeverCalled>> {
    futures::future::lazy(move |_| {
        let (send, receive) = oneshot::channel();
        service.request(key, Box::new(move |reply| drop(send.send(reply))));
        receive.map_err(|_| NeverCalled)
    })
    .flatten()
}
