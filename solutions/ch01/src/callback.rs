//! # From a callback to a value
//!
//! ```
//! let reply = fetch(&service, "weather").await;
//! // Ok("sunny"), as soon as the service has called the callback,
//! // or Err(NeverCalled), if the service has dropped the callback.
//! ```
//!
//! An old service takes a function, the callback, and calls it with the reply: before `request` returns, or
//! later on a thread of its own. If its connection breaks, it drops the callback and never calls it. The code
//! that needs the reply is split into a part before the request and a part in the callback. With a future it
//! is one line again.
//!
//! Write `fetch`. Requirements:
//!
//! The request:
//!
//! 1. Calling `fetch` asks nothing yet. The first poll asks the service, once, for `key` unchanged. Later
//!    polls do not ask again.
//! 2. When the service calls the callback, `fetch` returns `Ok` with that reply, unchanged. The call may
//!    come before `request` returns, later, or from another thread. The callback does not wait for
//!    `request` to return.
//! 3. If the service drops the callback without a call, at any of these times, `fetch` returns
//!    `Err(NeverCalled)`.
//! 4. Several fetches may wait at the same time, even for the same key. Each returns the reply to its own
//!    request.
//!
//! Waiting:
//!
//! 5. While there is no reply, the future is pending, without a time limit. It does not block the thread,
//!    and nothing polls it again and again to see whether the reply has come.
//! 6. When the callback is called or dropped, the task that polled the future last is woken. The reply or
//!    the error is in place before that, so that the next poll returns it. (The receiver of a oneshot
//!    does this. Chapter 3 shows how.)
//!
//! Dropping:
//!
//! 7. If the future is dropped before the reply comes, a later call of the callback does nothing, and does
//!    not panic.
//!
//! Left open: what a poll after the end does, and how your code stores the reply.

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
pub async fn fetch(service: &impl Service, key: &str) -> Result<String, NeverCalled> {
    let (send, receive) = oneshot::channel();
    let callback = move |reply| {
        // `send` fails if the future was dropped: the reply is not needed then.
        let _ = send.send(reply);
    };
    service.request(key, Box::new(callback));
    // If the callback is dropped, so is its sender.
    receive.await.map_err(|_| NeverCalled)
}
