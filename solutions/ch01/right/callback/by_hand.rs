//! Style: a type that implements Future, with state and waker behind a lock.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

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
pub fn fetch(
    service: &impl Service,
    key: &str,
) -> impl Future<Output = Result<String, NeverCalled>> {
    Fetch::Asking(service, key.to_owned())
}

enum Fetch<'a, S> {
    Asking(&'a S, String),
    Waiting(Arc<Mutex<State>>),
}

#[derive(Default)]
struct State {
    reply: Option<String>,
    over: bool,
    waker: Option<Waker>,
}

/// The callback's end of the state.
struct End(Arc<Mutex<State>>);

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for End {
    fn drop(&mut self) {
        let mut state = lock(&self.0);
        state.over = true;
        let waker = state.waker.take();
        // Not under the lock: the woken task may be polled at once, and needs the lock.
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<S: Service> Future for Fetch<'_, S> {
    type Output = Result<String, NeverCalled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let state = match &*self {
            Fetch::Waiting(state) => Arc::clone(state),
            Fetch::Asking(service, key) => {
                let state = Arc::default();
                let end = End(Arc::clone(&state));
                service.request(key, Box::new(move |reply| lock(&end.0).reply = Some(reply)));
                *self = Fetch::Waiting(Arc::clone(&state));
                state
            }
        };
        let mut state = lock(&state);
        if state.over {
            return Poll::Ready(state.reply.take().ok_or(NeverCalled));
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}
