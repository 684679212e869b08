//! A waker that does something at once, on the thread that calls it.

use std::cell::RefCell;
use std::sync::Arc;
use std::task::{Wake, Waker};

thread_local! {
    /// A waker may be sent anywhere. What this one does stays on its thread.
    static DOES: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

struct AtOnce;

impl Wake for AtOnce {
    fn wake(self: Arc<Self>) {
        let does = DOES.take();
        if let Some(does) = does {
            does();
        }
    }
}

/// A waker that does this when it is first called, or one of its clones is. One at a time.
pub fn waker_that(does: impl FnOnce() + 'static) -> Waker {
    DOES.set(Some(Box::new(does)));
    Waker::from(Arc::new(AtOnce))
}
