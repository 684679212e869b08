//! Belief: the woken task is polled later, so the order of waking and storing is free.
//! Rejected by: when_the_task_is_woken_the_reply_is_there
//! Saying: before the reply was there

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
    let end = End(Arc::clone(&shared), Err(NeverCalled));
    service.request(
        key,
        Box::new(move |reply| {
            let mut end = end;
            end.1 = Ok(reply);
        }),
    );
    poll_fn(|cx| {
        let mut state = shared.lock().unwrap();
        state.1 = Some(cx.waker().clone());
        state.0.take().map_or(Poll::Pending, Poll::Ready)
    })
    .await
}

type Said = Result<String, NeverCalled>;

struct End(Arc<Mutex<(Option<Said>, Option<Waker>)>>, Said);

impl Drop for End {
    fn drop(&mut self) {
        let waker = self.0.lock().unwrap().1.take();
        if let Some(waker) = waker {
            waker.wake();
        }
        let said = std::mem::replace(&mut self.1, Err(NeverCalled));
        self.0.lock().unwrap().0 = Some(said);
    }
}
