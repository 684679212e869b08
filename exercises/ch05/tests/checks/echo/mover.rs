//! Polls a future with one waker after another, for the checks of the echo server.

use std::cell::RefCell;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

/// Polls a future with wakers of its own, of which the latest counts.
#[derive(Default)]
pub struct Mover {
    current: RefCell<Option<Arc<Gate>>>,
    /// Of the task in which the future lies.
    outer: RefCell<Option<Waker>>,
}

/// Wakes as long as it is open.
struct Gate {
    open: AtomicBool,
    outer: Waker,
}

impl Wake for Gate {
    fn wake(self: Arc<Self>) {
        if self.open.load(Ordering::SeqCst) {
            self.outer.wake_by_ref();
        }
    }
}

impl Mover {
    /// Drives `future` to its end.
    pub async fn drive<F: Future>(&self, future: F) -> F::Output {
        let mut future = std::pin::pin!(future);
        poll_fn(|cx| {
            let outer = cx.waker().clone();
            let gate = Arc::clone(self.current.borrow_mut().get_or_insert_with(|| {
                let open = AtomicBool::new(true);
                Arc::new(Gate { open, outer })
            }));
            self.outer.replace(Some(cx.waker().clone()));
            let waker = Waker::from(gate);
            future.as_mut().poll(&mut Context::from_waker(&waker))
        })
        .await
    }

    /// Another waker from now on: the future is polled with it, and the old one does nothing any more.
    pub fn moves(&self) {
        if let Some(old) = self.current.take() {
            old.open.store(false, Ordering::SeqCst);
        }
        if let Some(outer) = &*self.outer.borrow() {
            outer.wake_by_ref();
        }
    }
}
