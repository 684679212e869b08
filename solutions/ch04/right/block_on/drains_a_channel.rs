//! Style: one message for each wake-up; all of them are taken out before the poll.

use std::task::{Context, Poll, Wake, Waker};

use crate::sync::mpsc::{Sender, channel};
use crate::sync::{Arc, Mutex};

struct Bell(Mutex<Sender<()>>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let _ = self.0.lock().unwrap().send(());
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    let (sender, woken) = channel();
    let waker = Waker::from(Arc::new(Bell(Mutex::new(sender))));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        woken.recv().expect("this function keeps a waker");
        while woken.try_recv().is_ok() {}
    }
}
