//! Belief: what is pinned keeps its address, so a table by address can hold the counts.
//! Rejected by: two_of_them_do_not_disturb_each_other
//! Saying: does it go on with the polls of the other

use std::collections::HashMap;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::sync::{LazyLock, Mutex};
use std::task::{Context, Poll};

/// How often each one was polled.
static POLLS: LazyLock<Mutex<HashMap<usize, u32>>> = LazyLock::new(Mutex::default);

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
    _pinned: PhantomPinned,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll {
        turns,
        _pinned: PhantomPinned,
    }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let address = std::ptr::from_ref(&*self).addr();
        let mut all = POLLS.lock().unwrap();
        let polls = all.entry(address).or_default();
        if *polls == self.turns {
            all.remove(&address);
            return Poll::Ready(self.turns);
        }
        *polls += 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
