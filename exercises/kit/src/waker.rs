//! A waker that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Wake, Waker};

/// Makes wakers and counts their calls. Clones count together.
#[derive(Clone, Default)]
pub struct CountingWaker(Arc<Count>);

#[derive(Default)]
struct Count(AtomicUsize);

impl CountingWaker {
    /// A waker that was never called.
    pub fn new() -> Self {
        Self::default()
    }

    /// The waker to poll with.
    pub fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.0))
    }

    /// How often it was called, all of its wakers together.
    pub fn wakes(&self) -> usize {
        self.0.0.load(Ordering::Acquire)
    }

    /// How many wakers made by it are alive. A future that returned Pending, and is to be woken,
    /// keeps at least one: its own clone, apart from the one that the caller polls with.
    pub fn kept(&self) -> usize {
        // The first is this value's own.
        Arc::strong_count(&self.0) - 1
    }
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}
