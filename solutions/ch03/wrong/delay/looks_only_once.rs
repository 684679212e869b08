//! Belief: from the first poll on, the alarm alone says when it is time.
//! Rejected by: a_poll_at_the_end_or_later_is_ready
//! Saying: The alarm had not rung yet

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// Knows the time, and calls back. Given to you.
pub trait Clock {
    /// The time since the clock was started.
    fn now(&self) -> Duration;

    /// Returns at once, and calls `ring` when the clock shows `at`; at once, where it does so already.
    fn call_at(&self, at: Duration, ring: Box<dyn FnOnce() + Send>);
}

/// Made by [`delay`].
pub struct Delay<'a, C> {
    clock: &'a C,
    end: Duration,
    state: Arc<Mutex<State>>,
    alarm_set: bool,
}

#[derive(Default)]
struct State {
    over: bool,
    waker: Option<Waker>,
}

/// A future that is ready when `duration` has passed on `clock`.
pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        end: clock.now().saturating_add(duration),
        state: Arc::default(),
        alarm_set: false,
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if !self.alarm_set && self.clock.now() >= self.end {
            return Poll::Ready(());
        }
        {
            let mut state = self.state.lock().unwrap();
            if state.over {
                return Poll::Ready(());
            }
            state.waker = Some(cx.waker().clone());
        }
        if !self.alarm_set {
            self.alarm_set = true;
            let state = self.state.clone();
            let ring = move || {
                let waker = {
                    let mut state = state.lock().unwrap();
                    state.over = true;
                    state.waker.take()
                };
                if let Some(waker) = waker {
                    waker.wake();
                }
            };
            self.clock.call_at(self.end, Box::new(ring));
        }
        Poll::Pending
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        self.state.lock().unwrap().waker = None;
    }
}
