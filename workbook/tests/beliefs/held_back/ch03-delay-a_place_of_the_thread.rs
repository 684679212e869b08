// entry: a_place_of_the_thread
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

pub trait Clock {
    /// The time since the clock was started.
    fn now(&self) -> Duration;

    /// Calls `ring` when the clock shows `at`, or at once if it already does. Does not wait for that.
    fn call_at(&self, at: Duration, ring: Box<dyn FnOnce() + Send>);
}

thread_local! {
    static WAKERS: RefCell<HashMap<u64, Waker>> = RefCell::new(HashMap::new());
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

pub struct Delay<'a, C> {
    clock: &'a C,
    deadline: Duration,
    number: u64,
    armed: bool,
}

pub fn delay<C: Clock>(clock: &C, duration: Duration) -> Delay<'_, C> {
    let number = NEXT.get();
    NEXT.set(number + 1);
    Delay {
        clock,
        deadline: clock.now().saturating_add(duration),
        number,
        armed: false,
    }
}

impl<C: Clock> Future for Delay<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let number = self.number;
        WAKERS.with_borrow_mut(|wakers| wakers.insert(number, cx.waker().clone()));
        if self.clock.now() >= self.deadline {
            return Poll::Ready(());
        }
        if !self.armed {
            self.armed = true;
            let ring = move || {
                let waker = WAKERS.with_borrow_mut(|wakers| wakers.remove(&number));
                if let Some(waker) = waker {
                    waker.wake();
                }
            };
            self.clock.call_at(self.deadline, Box::new(ring));
        }
        Poll::Pending
    }
}

impl<C> Drop for Delay<'_, C> {
    fn drop(&mut self) {
        let waker = WAKERS.with_borrow_mut(|wakers| wakers.remove(&self.number));
        drop(waker);
    }
}
