//! What threads do with a mutex whose orders of steps are explored.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use crate::explored_mutex as explored;

/// Adds 1, when it is its turn.
pub fn add(mutex: &explored::Mutex<u32>) {
    let mut lock = pin!(mutex.lock());
    let (wake, woken) = shuttle::sync::mpsc::channel();
    let waker = Waker::from(Arc::new(Tells(wake)));
    let mut guard = loop {
        match poll(lock.as_mut(), &waker) {
            Poll::Ready(guard) => break guard,
            Poll::Pending => woken.recv().unwrap(),
        }
    };
    *guard += 1;
}

/// Polls a request once, and drops it.
pub fn give_up(mutex: &explored::Mutex<u32>) {
    let mut lock = Box::pin(mutex.lock());
    drop(poll(lock.as_mut(), Waker::noop()));
}

/// Wakes the thread that waits at the channel's other end.
struct Tells(shuttle::sync::mpsc::Sender<()>);

impl Wake for Tells {
    fn wake(self: Arc<Self>) {
        let _ = self.0.send(());
    }
}

/// Calls `try_lock` when it is called first: a guard that it got would call it again when it is dropped.
pub struct Uses {
    pub mutex: &'static explored::Mutex<u32>,
    pub calls: Arc<AtomicUsize>,
}

impl Wake for Uses {
    fn wake(self: Arc<Self>) {
        if self.calls.fetch_add(1, Ordering::Relaxed) == 0 {
            drop(self.mutex.try_lock());
        }
    }
}

pub fn poll<F: Future>(future: Pin<&mut F>, waker: &Waker) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(waker))
}
