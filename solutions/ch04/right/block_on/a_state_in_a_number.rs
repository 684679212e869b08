//! Style: an atomic number with three states, and a compare-exchange.

use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::Arc;
use crate::sync::atomic::{AtomicU8, Ordering::SeqCst};
use crate::sync::thread::{self, Thread};

const AWAKE: u8 = 0;
const ASLEEP: u8 = 1;
const WOKEN: u8 = 2;

struct Sleeper {
    state: AtomicU8,
    thread: Thread,
}

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        // While it is awake it will look by itself before it sleeps.
        if self.state.swap(WOKEN, SeqCst) == ASLEEP {
            self.thread.unpark();
        }
    }
}

impl Sleeper {
    fn sleep(&self) {
        if self
            .state
            .compare_exchange(AWAKE, ASLEEP, SeqCst, SeqCst)
            .is_ok()
        {
            while self.state.load(SeqCst) == ASLEEP {
                thread::park();
            }
        }
        self.state.store(AWAKE, SeqCst);
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let sleeper = Arc::new(Sleeper {
        state: AtomicU8::new(AWAKE),
        thread: thread::current(),
    });
    let waker = Waker::from(Arc::clone(&sleeper));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        sleeper.sleep();
    }
}
