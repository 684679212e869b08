//! # One future, one thread
//!
//! ```
//! let page = block_on(async { download("/index").await });
//! // This thread has polled the future until it was ready, and slept in between.
//! // `page` is the output.
//! ```
//!
//! `main` is not async, and neither is a test, so something must poll the first future. A loop that polls keeps a
//! processor busy while the future waits. So the thread sleeps, and a waker ends the sleep. A waker may be called
//! at any moment, even between the poll and the sleep: if that call is lost, the thread sleeps forever.
//!
//! Write `block_on`. Requirements:
//!
//! Polling
//!
//! 1. It polls the future once at the start, and returns the output when the future is ready. The future is dropped
//!    before `block_on` returns.
//! 2. It polls again only after a call of the waker. All calls since the last poll began lead to one poll, however
//!    many they are. A future may be polled any number of times.
//! 3. A call of a waker from an earlier poll counts as a call of the latest one.
//! 4. If the future panics, the panic reaches the caller unchanged. The thread can then call `block_on` again.
//!
//! Sleeping
//!
//! 5. While there is no reason to poll, the thread sleeps. It does not loop, and its sleep has no time limit.
//! 6. If something else ends the sleep, such as another `unpark`, the future is not polled.
//! 7. No wake-up is lost: not one that comes during a poll, and not one that comes just before the sleep. It may
//!    come from the future itself or from another thread.
//!
//! Several calls
//!
//! 8. A future may call `block_on`. If the outer future is woken while the inner one waits, that wake-up is not
//!    lost, and it does not cause a poll of the inner future.
//! 9. A waker may be called after its `block_on` has returned. The call does not panic, and does not cause a poll
//!    of a later future.
//!
//! The future may borrow, and it need not be `Send` or `Unpin`. Take locks, atomics, channels and threads from
//! `crate::sync`: the checks run your code in many orders of the threads' steps.
//!
//! Left open: whether each poll gets a new waker, and whether a call of a waker after the end may end a sleep of
//! the thread.

use crate::sync::thread;

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    // So that the stub compiles without a warning: delete this line.
    drop(future);
    todo!("poll on {:?}, and sleep in between", thread::current().id())
}
