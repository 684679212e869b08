//! Style: three states under a lock, of which two need no bell: it is woken already, or it is over.

use std::task::{Context, Poll, Wake, Waker};

use crate::sync::{Arc, Condvar, Mutex};

#[derive(Clone, Copy, PartialEq)]
enum State {
    Quiet,
    Woken,
    Over,
}

struct Bell {
    state: Mutex<State>,
    rings: Condvar,
}

impl Bell {
    fn ring(&self) {
        let mut state = self.state.lock().unwrap();
        if *state == State::Quiet {
            *state = State::Woken;
            self.rings.notify_one();
        }
    }

    fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        while *state == State::Quiet {
            state = self.rings.wait(state).unwrap();
        }
        *state = State::Quiet;
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.ring();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.ring();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let bell = Arc::new(Bell {
        state: Mutex::new(State::Quiet),
        rings: Condvar::new(),
    });
    let waker = Waker::from(bell.clone());
    let mut future = Box::pin(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => {
                *bell.state.lock().unwrap() = State::Over;
                return output;
            }
            Poll::Pending => bell.wait(),
        }
    }
}
