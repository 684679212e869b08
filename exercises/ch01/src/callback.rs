//! # From a callback to a value
//!
//! An old service takes a function and calls it back with the reply: perhaps at once, perhaps later
//! from a thread of its own, perhaps never, because the connection broke and it has thrown the
//! function away. Code that uses it bends around the callback. Here you turn it into a future, so that
//! a caller can write one line: `let reply = fetch(&service, "weather").await?;`
//!
//! Write `fetch`. It is judged by these promises:
//!
//! - Calling `fetch` asks nothing yet; awaiting it asks the service once, for the key as it is given.
//! - It resolves to the reply that the service gives to this request, whether the service calls back
//!   before `request` returns, later, or from another thread. There is no time limit.
//! - While the reply is on its way, other tasks can run: the thread is not blocked, and nothing polls
//!   again and again to see whether the reply has come.
//! - When the reply is there, its task is woken: the one that polled last, if the future has moved from
//!   one task to another meanwhile.
//! - If the service drops the callback without calling it, `fetch` resolves to `Err(NeverCalled)`
//!   rather than wait forever.
//! - The future may be dropped before the reply comes; the late callback then does nothing, and does
//!   not panic.

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
    // So that the stub compiles without a warning: delete this line.
    let _ = service;
    todo!("ask for {key} and wait for the callback")
}
