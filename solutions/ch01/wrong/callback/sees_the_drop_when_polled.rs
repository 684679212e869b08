//! Belief: dropping the callback is seen at the next poll.
//! Rejected by: a_dropped_callback_is_an_error_and_no_long_wait
//! Saying: nobody woke

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

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
    let shared = Arc::new(Mutex::new((None, None::<Waker>)));
    let theirs = Arc::clone(&shared);
    service.request(
        key,
        Box::new(move |reply| {
            let mut state = theirs.lock().unwrap();
            state.0 = Some(reply);
            if let Some(waker) = state.1.take() {
                waker.wake();
            }
        }),
    );
    poll_fn(|cx| {
        let alone = Arc::strong_count(&shared) == 1;
        let mut state = shared.lock().unwrap();
        state.1 = Some(cx.waker().clone());
        match state.0.take() {
            Some(reply) => Poll::Ready(Ok(reply)),
            None if alone => Poll::Ready(Err(NeverCalled)),
            None => Poll::Pending,
        }
    })
    .await
}
