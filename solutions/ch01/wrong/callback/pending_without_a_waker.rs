//! Belief: the executor looks again by itself.
//! Rejected by: a_later_reply_wakes_whoever_waits
//! Saying: nobody woke

use std::future::poll_fn;
use std::sync::mpsc::{self, TryRecvError};
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
    let (send, receive) = mpsc::channel();
    service.request(key, Box::new(move |reply| drop(send.send(reply))));
    poll_fn(|_| match receive.try_recv() {
        Ok(reply) => Poll::Ready(Ok(reply)),
        Err(TryRecvError::Disconnected) => Poll::Ready(Err(NeverCalled)),
        Err(TryRecvError::Empty) => Poll::Pending,
    })
    .await
}
