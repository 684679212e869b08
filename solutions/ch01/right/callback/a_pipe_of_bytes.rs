//! Style: the reply as bytes through a pipe that tells a whole one from none.

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
    let (send, mut receive) = mpsc::unbounded_channel();
    service.request(
        key,
        Box::new(move |reply| {
            for byte in reply.bytes() {
                let _ = send.send(Some(byte));
            }
            let _ = send.send(None);
        }),
    );
    let mut bytes = Vec::new();
    while let Some(byte) = receive.recv().await.ok_or(NeverCalled)? {
        bytes.push(byte);
    }
    String::from_utf8(bytes).map_err(|_| NeverCalled)
}
