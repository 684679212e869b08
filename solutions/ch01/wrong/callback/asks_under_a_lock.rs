//! Belief: the callback comes later, so the lock is free by then.
//! Rejected by: a_reply_before_request_returns_is_not_lost
//! Saying: lock

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
    let shared = Arc::new(Mutex::new(State::default()));
    let mut state = shared.lock().unwrap();
    let end = End(Arc::clone(&shared));
    service.request(key, Box::new(move |reply| end.say(Ok(reply))));
    state.asked = true;
    drop(state);
    poll_fn(|cx| {
        let mut state = shared.lock().unwrap();
        state.waker = Some(cx.waker().clone());
        state.said.take().map_or(Poll::Pending, Poll::Ready)
    })
    .await
}

#[derive(Default)]
struct State {
    asked: bool,
    over: bool,
    said: Option<Result<String, NeverCalled>>,
    waker: Option<Waker>,
}

struct End(Arc<Mutex<State>>);

impl End {
    fn say(&self, said: Result<String, NeverCalled>) {
        let mut state = self.0.lock().unwrap();
        if !state.over {
            state.over = true;
            state.said = Some(said);
        }
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.say(Err(NeverCalled));
    }
}
