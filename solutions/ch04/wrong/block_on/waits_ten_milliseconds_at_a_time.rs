//! Belief: a limit on each wait is a safeguard, and costs nothing.
//! Rejected by: while_nobody_wakes_it_the_thread_sleeps
//! Saying: A sleep that a time limit ends is a round

use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use crate::sync::{Arc, Condvar, Mutex};

#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.rung.lock().unwrap() = true;
        self.heard.notify_one();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(Arc::clone(&bell));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        let mut rung = bell.rung.lock().unwrap();
        while !*rung {
            let limit = Duration::from_millis(10);
            rung = bell.heard.wait_timeout(rung, limit).unwrap().0;
        }
        *rung = false;
    }
}
