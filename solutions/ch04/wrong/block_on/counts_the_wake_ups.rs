//! Belief: so many wake-ups, so many polls.
//! Rejected by: many_wake_ups_before_a_poll_are_one_poll
//! Saying: three times during one poll

use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::{Arc, Condvar, Mutex};

#[derive(Default)]
struct Alarm {
    rings: Mutex<usize>,
    bell: Condvar,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        *self.rings.lock().unwrap() += 1;
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
        let mut rings = alarm.rings.lock().unwrap();
        while *rings == 0 {
            rings = alarm.bell.wait(rings).unwrap();
        }
        *rings -= 1;
    }
}
