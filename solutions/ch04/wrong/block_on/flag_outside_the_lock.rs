//! Belief: an atomic flag needs no lock, also beside a condition variable.
//! Rejected by: no_wake_up_is_lost_in_any_order
//! Saying: a wake-up was lost

use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Arc, Condvar, Mutex};

#[derive(Default)]
struct Alarm {
    rings: AtomicBool,
    lock: Mutex<()>,
    bell: Condvar,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rings.store(true, Ordering::SeqCst);
        self.bell.notify_one();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let alarm = Arc::new(Alarm::default());
    let waker = Waker::from(Arc::clone(&alarm));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        let mut held = alarm.lock.lock().unwrap();
        while !alarm.rings.swap(false, Ordering::SeqCst) {
            held = alarm.bell.wait(held).unwrap();
        }
    }
}
