//! Style: a thread of its own waits on a channel of std and passes the reply on.

use std::sync::mpsc;

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
    let (send, receive) = mpsc::channel();
    let (pass_on, passed_on) = oneshot::channel();
    service.request(key, Box::new(move |reply| drop(send.send(reply))));
    std::thread::spawn(move || {
        if let Ok(reply) = receive.recv() {
            let _ = pass_on.send(reply);
        }
    });
    passed_on.await.map_err(|_| NeverCalled)
}
