// entry: none
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

pub trait Clock {
    /// The time since the clock was started.
    fn now(&self) -> Duration;

    /// Calls `ring` when the clock shows `at`, or at once if it already does. Does not wait for that.
    fn call_at(&self, at: Duration, ring: Box<dyn FnOnce() + Send>);
}

pub struct Delay<'a, C> {
    clock: &'a C,
    deadline: Duration,
    armed: bool,
    slot: Arc<Mutex<Option<Waker>>>,
}

pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    Delay {
        clock,
        deadline: clock.now().saturating_add(duration / 2),
        armed: false,
        slot: Arc::default(),
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        {
            let mut slot = self.slot.lock().unwrap();
            *slot = Some(cx.waker().clone());
        }
        if self.clock.now() >= self.deadline {
            return Poll::Ready(());
        }
        if !self.armed {
            self.armed = true;
            let slot = Arc::clone(&self.slot);
            self.clock.call_at(
                self.deadline,
                Box::new(move || {
                    let waker = slot.lock().unwrap().take();
                    if let Some(waker) = waker {
                        waker.wake();
                    }
                }),
            );
        }
        Poll::Pending
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        let waker = self.slot.lock().unwrap().take();
        drop(waker);
    }
}
