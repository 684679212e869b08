//! Belief: a future is polled once.
//! Rejected by: the_service_is_asked_once_and_for_the_key_as_given
//! Saying: asked 3 times

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;

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
    let slot = Arc::new(Mutex::new(None));
    poll_fn(|cx| {
        if let Some(reply) = slot.lock().unwrap().take() {
            return Poll::Ready(Ok(reply));
        }
        let (theirs, waker) = (Arc::clone(&slot), cx.waker().clone());
        service.request(
            key,
            Box::new(move |reply| {
                *theirs.lock().unwrap() = Some(reply);
                waker.wake();
            }),
        );
        Poll::Pending
    })
    .await
}
