//! Belief: what blocks belongs on another thread; the caller joins it.
//! Rejected by: the compiler
//! Saying: Send

use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::thread::{self, Thread};

struct Alarm {
    thread: Thread,
    rings: AtomicBool,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rings.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F>(future: F) -> F::Output
where
    F: Future<Output: Send> + Send,
{
    thread::scope(|scope| {
        let runs = scope.spawn(|| {
            let mut future = pin!(future);
            let alarm = Arc::new(Alarm {
                thread: thread::current(),
                rings: AtomicBool::new(false),
            });
            let waker = Waker::from(Arc::clone(&alarm));
            let mut cx = Context::from_waker(&waker);
            loop {
                if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                    return output;
                }
                while !alarm.rings.swap(false, Ordering::SeqCst) {
                    thread::park();
                }
            }
        });
        runs.join().unwrap()
    })
}
