//! What `crate::sync` is for the answers that are compiled here once more: shuttle's types, with two
//! additions. A sleep with a time limit ends when the limit runs out, which it never does in shuttle; and a
//! `Condvar` may end a sleep for no reason.

pub use shuttle::sync::{Arc, Mutex, MutexGuard, Weak};

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LockResult, PoisonError};
use std::time::Duration;

use crate::explore::steps::{ENDS_FOR_NO_REASON, Order, answer_sleeps, answer_tells};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "atomic.rs"]
pub mod atomic;

thread_local! {
    // All threads of an order run on one system thread.
    static WITHOUT_A_REASON: Cell<bool> = const { Cell::new(false) };
    static LIMITED: Cell<usize> = const { Cell::new(0) };
}

/// What these types keep for the orders of one exploration, which runs on a thread of its own.
pub struct Settings {
    without_a_reason: bool,
    limited: usize,
}

impl Settings {
    pub fn of_this_thread() -> Self {
        Self {
            without_a_reason: WITHOUT_A_REASON.get(),
            limited: LIMITED.get(),
        }
    }

    /// Makes them those of this thread.
    pub fn enter(&self) {
        WITHOUT_A_REASON.set(self.without_a_reason);
        LIMITED.set(self.limited);
    }
}

/// How many sleeps with a time limit have begun since the last call.
pub fn limited_sleeps() -> usize {
    LIMITED.take()
}

fn sleeps_with_a_limit() {
    LIMITED.set(LIMITED.get() + 1);
}

/// Runs `body`; meanwhile the first sleep in each [`Condvar`] ends without a reason, as any sleep may.
pub fn with_sleeps_that_end_for_no_reason(body: impl FnOnce()) {
    struct PutBack;
    impl Drop for PutBack {
        fn drop(&mut self) {
            WITHOUT_A_REASON.set(false);
        }
    }
    let _put_back = PutBack;
    WITHOUT_A_REASON.set(true);
    body();
}

pub mod thread {
    pub use shuttle::thread::*;

    use crate::explore::steps::{answer_sleeps, answer_tells};

    pub fn park() {
        answer_sleeps("its thread calls `park`", shuttle::thread::park);
        // Reported, because it may return without an `unpark`.
        answer_tells("its thread returns from `park`");
    }

    /// The limit runs out as soon as other threads have run: an answer cannot rely on more.
    pub fn park_timeout(_limit: super::Duration) {
        super::sleeps_with_a_limit();
        yield_now();
    }
}

pub mod mpsc {
    pub use shuttle::sync::mpsc::*;

    use std::time::Duration;

    use crate::explore::steps::answer_sleeps;

    type Sleeps<T> = shuttle::sync::mpsc::Receiver<T>;

    /// Shuttle's, with a time limit that runs out.
    #[derive(Debug)]
    pub struct Receiver<T>(Sleeps<T>);

    pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
        let (sender, receiver) = shuttle::sync::mpsc::channel();
        (sender, Receiver(receiver))
    }

    pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
        let (sender, receiver) = shuttle::sync::mpsc::sync_channel(bound);
        (sender, Receiver(receiver))
    }

    impl<T> Receiver<T> {
        pub fn recv(&self) -> Result<T, RecvError> {
            answer_sleeps("its thread calls `recv`", || self.0.recv())
        }

        pub fn recv_timeout(&self, _limit: Duration) -> Result<T, RecvTimeoutError> {
            super::sleeps_with_a_limit();
            shuttle::thread::yield_now();
            self.0.try_recv().map_err(|error| match error {
                TryRecvError::Empty => RecvTimeoutError::Timeout,
                TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
            })
        }
    }

    impl<T> std::ops::Deref for Receiver<T> {
        type Target = Sleeps<T>;

        fn deref(&self) -> &Sleeps<T> {
            &self.0
        }
    }

    impl<T> IntoIterator for Receiver<T> {
        type Item = T;
        type IntoIter = IntoIter<T>;

        fn into_iter(self) -> IntoIter<T> {
            self.0.into_iter()
        }
    }

    impl<'a, T> IntoIterator for &'a Receiver<T> {
        type Item = T;
        type IntoIter = Iter<'a, T>;

        fn into_iter(self) -> Iter<'a, T> {
            self.0.iter()
        }
    }
}

/// Shuttle's, with sleeps that can end without a call of `notify`.
#[derive(Debug, Default)]
pub struct Condvar {
    sleeps: shuttle::sync::Condvar,
    /// A sleep in it has ended without a reason.
    has_ended_one: AtomicBool,
    order: Order,
}

/// Whether the time limit has run out.
#[derive(Debug, PartialEq, Eq, Copy, Clone)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    pub const fn new() -> Self {
        Self {
            sleeps: shuttle::sync::Condvar::new(),
            has_ended_one: AtomicBool::new(false),
            order: Order::new(),
        }
    }

    pub fn notify_one(&self) {
        self.order.is_used();
        answer_tells("its thread calls `notify_one`");
        self.sleeps.notify_one();
    }

    pub fn notify_all(&self) {
        self.order.is_used();
        answer_tells("its thread calls `notify_all`");
        self.sleeps.notify_all();
    }

    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.order.is_used();
        if WITHOUT_A_REASON.get() && !self.has_ended_one.swap(true, Ordering::SeqCst) {
            answer_tells(ENDS_FOR_NO_REASON);
            return self.wait_a_little(guard);
        }
        answer_sleeps("its thread calls `Condvar::wait`", || {
            self.sleeps.wait(guard)
        })
    }

    pub fn wait_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut goes_on: F,
    ) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        while goes_on(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        _limit: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        sleeps_with_a_limit();
        with_result(self.wait_a_little(guard), true)
    }

    pub fn wait_timeout_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        limit: Duration,
        mut goes_on: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        if goes_on(&mut *guard) {
            guard = self.wait_timeout(guard, limit)?.0;
            let timed_out = goes_on(&mut *guard);
            return with_result(Ok(guard), timed_out);
        }
        with_result(Ok(guard), false)
    }

    /// Sleeps until notified, or until other threads have run.
    fn wait_a_little<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            // Again and again: what is notified before the sleep has begun ends nothing.
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    self.sleeps.notify_all();
                    thread::yield_now();
                }
            });
            let guard = self.sleeps.wait(guard);
            is_over.store(true, Ordering::SeqCst);
            guard
        })
    }
}

fn with_result<T>(guard: LockResult<T>, timed_out: bool) -> LockResult<(T, WaitTimeoutResult)> {
    let result = WaitTimeoutResult(timed_out);
    match guard {
        Ok(guard) => Ok((guard, result)),
        Err(error) => Err(PoisonError::new((error.into_inner(), result))),
    }
}
