//! Belief: a look every few milliseconds costs nothing.
//! Rejected by: a_slow_reply_is_waited_for_without_looking_again
//! Saying: before the reply had come

use std::time::Duration;

use tokio::sync::oneshot::{self, error::TryRecvError};

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
    let (send, mut receive) = oneshot::channel();
    service.request(key, Box::new(move |reply| drop(send.send(reply))));
    loop {
        match receive.try_recv() {
            Ok(reply) => return Ok(reply),
            Err(TryRecvError::Closed) => return Err(NeverCalled),
            Err(TryRecvError::Empty) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}
