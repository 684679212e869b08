//! What main waits for.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use ch04::many_tasks::Executor;

use super::tasks::{Wakers, ready_when, wakes_itself};
use super::threads::call;

/// What wakes main, on its own thread.
#[derive(Clone, Default)]
pub struct Bell(Arc<Mutex<(bool, Option<Waker>)>>);

impl Bell {
    pub fn ring(&self) {
        let waker = {
            let mut bell = self.0.lock().unwrap();
            bell.0 = true;
            bell.1.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub fn waits(self) -> impl Future<Output = ()> {
        poll_fn(move |cx| {
            let mut bell = self.0.lock().unwrap();
            bell.1 = Some(cx.waker().clone());
            ready_when(bell.0)
        })
    }
}

/// How much of the stack the calls take that are under way in a poll of main, beyond those of its first poll.
#[derive(Default)]
pub struct Depth {
    first: Option<usize>,
    bytes: usize,
}

impl Depth {
    /// A thread has 2 MiB of stack.
    const MOST: usize = 3 << 19;

    /// To be called in each poll of main.
    pub fn look(&mut self) {
        let here = 0_u8;
        // The stack grows down.
        let here = std::ptr::from_ref(std::hint::black_box(&here)).addr();
        self.bytes = self.first.get_or_insert(here).saturating_sub(here);
    }

    /// Whether the stack would soon overflow, if this goes on.
    pub fn is_near_the_end(&self) -> bool {
        self.bytes > Self::MOST
    }

    pub fn kib(&self) -> usize {
        self.bytes / 1024
    }
}

/// Runs a main that is ready after ten polls of a task. In its fifth poll the task calls `at_fifth`, or the waker
/// of main, three times. Returns how often main was polled, and its waker.
pub fn polls_of_main(executor: &mut Executor, at_fifth: Option<Waker>) -> (usize, Waker) {
    let (wakers, over) = (Wakers::default(), Arc::new(AtomicBool::new(false)));
    let (theirs, its_wakers, mut turns) = (Arc::clone(&over), wakers.clone(), 0);
    executor.spawner().spawn(poll_fn(move |cx| {
        turns += 1;
        if turns == 5 {
            for _ in 0..3 {
                match &at_fifth {
                    Some(waker) => call("a call of a waker of an earlier main", || {
                        waker.wake_by_ref()
                    }),
                    None => its_wakers.wake("main"),
                }
            }
        }
        if turns == 10 {
            theirs.store(true, Ordering::SeqCst);
            its_wakers.wake("main");
            return Poll::Ready(());
        }
        wakes_itself(cx);
        Poll::Pending
    }));
    let mut polls = 0;
    let waker = executor.run_until(poll_fn(|cx| {
        polls += 1;
        wakers.keep("main", cx.waker());
        ready_when(over.load(Ordering::SeqCst)).map(|()| cx.waker().clone())
    }));
    (polls, waker)
}
