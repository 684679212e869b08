//! Belief: one future waits on a thread at a time, so the thread's own signal is enough.
//! Rejected by: a_wake_up_for_the_outer_one_survives_the_inner_one
//! Saying: a wake-up was lost

use std::cell::OnceCell;
use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::{Arc, Condvar, Mutex};

#[derive(Default)]
struct Signal {
    woken: Mutex<bool>,
    changed: Condvar,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        *self.woken.lock().unwrap() = true;
        self.changed.notify_one();
    }
}

thread_local! {
    static SIGNAL: OnceCell<Arc<Signal>> = const { OnceCell::new() };
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let signal = SIGNAL.with(|signal| signal.get_or_init(Arc::default).clone());
    let waker = Waker::from(signal.clone());
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    // Whatever an old waker has left.
    *signal.woken.lock().unwrap() = false;
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        let mut woken = signal.woken.lock().unwrap();
        while !*woken {
            woken = signal.changed.wait(woken).unwrap();
        }
        *woken = false;
    }
}
