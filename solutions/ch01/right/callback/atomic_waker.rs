//! Style: `poll_fn` over a channel of std, with an AtomicWaker registered before each check.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender, TryRecvError};
use std::task::Poll;

use futures::task::AtomicWaker;

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
    let waker = Arc::new(AtomicWaker::new());
    let (send, receive) = mpsc::channel();
    let end = End(Some(send), Arc::clone(&waker));
    service.request(key, Box::new(move |reply| end.say(reply)));
    poll_fn(|cx| {
        waker.register(cx.waker());
        match receive.try_recv() {
            Ok(reply) => Poll::Ready(Ok(reply)),
            Err(TryRecvError::Disconnected) => Poll::Ready(Err(NeverCalled)),
            Err(TryRecvError::Empty) => Poll::Pending,
        }
    })
    .await
}

struct End(Option<Sender<String>>, Arc<AtomicWaker>);

impl End {
    fn say(&self, reply: String) {
        if let Some(send) = &self.0 {
            let _ = send.send(reply);
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        // The channel closes before the wake: the woken task may be polled at once.
        self.0 = None;
        self.1.wake();
    }
}
