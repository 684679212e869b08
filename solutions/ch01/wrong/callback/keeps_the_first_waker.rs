//! Belief: a future stays with the task that polled it first.
//! Rejected by: the_task_that_polled_last_is_the_one_woken
//! Saying: the first waker

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
    let end = End(Arc::clone(&shared));
    service.request(key, Box::new(move |reply| end.say(Ok(reply))));
    poll_fn(|cx| {
        let mut state = shared.lock().unwrap();
        match state.said.take() {
            Some(said) => Poll::Ready(said),
            None => {
                if state.waker.is_none() {
                    state.waker = Some(cx.waker().clone());
                }
                Poll::Pending
            }
        }
    })
    .await
}

#[derive(Default)]
struct State {
    said: Option<Result<String, NeverCalled>>,
    over: bool,
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
