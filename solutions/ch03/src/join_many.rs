//! # Many at once, and only the woken
//!
//! ```
//! let replies = join_many(vec![fetch(1), fetch(2), fetch(3)]).await;
//! // replies[0] is the reply to fetch(1), whichever reply came first.
//! // Three replies take six polls of the futures: one to start and one for its reply, for each of
//! them.
//! ```
//!
//! A join that polls all of its futures at each wake is slow: with a thousand futures, a thousand
//! replies cost half a million polls. The waker of your task does not tell which future has called
//! it. If you give each future a waker that you make yourself, that waker can tell.
//!
//! Write `JoinMany`. Requirements:
//!
//! The result:
//!
//! 1. It is ready with the outputs of all futures, in the order in which the futures were given.
//!    Without futures, the first poll is ready.
//! 2. It takes any number of futures of one type. They may borrow, and need not be `Unpin` or `Send`.
//!    Their outputs need not be `Unpin` or `Clone`.
//!
//! Polls:
//!
//! 3. Calling `join_many` polls nothing. The first poll of the join polls each future once, in order.
//! 4. A later poll polls each future that was woken since its own last poll, once, and no other
//!    future. Many wakes before that poll count as one.
//! 5. A future that is woken during a poll of the join is polled for that wake once: either later in
//!    that same poll, if it was not polled in it yet, or in the next poll. A future that wakes itself
//!    is polled again in the next poll, and not in this one.
//! 6. No future is polled again after it was ready, or after the join was ready.
//!
//! Wakes:
//!
//! 7. When a future is woken, the task that polled the join last is woken. Once is enough for all
//!    wakes until the join is polled again. Without a wake of a future, the task is not woken.
//! 8. This holds for wakes from any thread, and at any moment: during a poll of the join, and when a
//!    future wakes itself or another one. By the time at which the task is woken, the join knows
//!    which future was woken.
//! 9. Futures may wake others while they are polled or dropped. So hold no lock then that your wakers
//!    need.
//! 10. Each join has its own wakes: a wake in one join has no effect on another join.
//!
//! Late wakes and dropping:
//!
//! 11. A waker may be called after its future or the join was ready, or after the join was dropped.
//!     That call does not panic.
//! 12. Dropping the join drops the futures, even if other code still keeps their wakers.
//!
//! Left open: when a future that was ready is dropped, whether a late wake wakes the task, and what a
//! poll of the join after the end does, except that it polls no future. The checks call only
//! `join_many`, which may return another type than `JoinMany`.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    places: Vec<Place<F>>,
    waiting: usize,
    shared: Arc<Mutex<Shared>>,
}

struct Place<F: Future> {
    state: State<F>,
    waker: Waker,
}

enum State<F: Future> {
    // Boxed: the future need not be `Unpin`, and a `Vec` pins nothing.
    Waiting(Pin<Box<F>>),
    Ready(F::Output),
}

/// What the join and its wakers share. No future is in it: a waker must not keep a future alive.
struct Shared {
    woken: BTreeSet<usize>,
    task: Option<Waker>,
}

/// The waker of the future at this position.
struct FutureWaker {
    position: usize,
    shared: Arc<Mutex<Shared>>,
}

impl Wake for FutureWaker {
    fn wake(self: Arc<Self>) {
        let mut shared = lock(&self.shared);
        shared.woken.insert(self.position);
        let task = shared.task.take();
        // Without the lock: the task that is woken may poll the join at once.
        drop(shared);
        if let Some(task) = task {
            task.wake();
        }
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let waiting = futures.len();
    let shared = Arc::new(Mutex::new(Shared {
        woken: (0..waiting).collect(),
        task: None,
    }));
    let place = |(position, future)| {
        let shared = Arc::clone(&shared);
        Place {
            state: State::Waiting(Box::pin(future)),
            waker: Waker::from(Arc::new(FutureWaker { position, shared })),
        }
    };
    JoinMany {
        places: futures.into_iter().enumerate().map(place).collect(),
        waiting,
        shared,
    }
}

// Nothing is pinned inside the struct: the futures are in boxes, and an output may be moved.
impl<F: Future> Unpin for JoinMany<F> {}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let mut shared = lock(&this.shared);
        // Before the first future is polled, because it may wake another one.
        shared.task = Some(cx.waker().clone());
        // A copy: a future that is woken from now on is polled by the next poll.
        let woken = shared.woken.clone();
        drop(shared);

        for position in woken {
            // Right before its poll, which answers all the wakes until now.
            lock(&this.shared).woken.remove(&position);
            let Place { state, waker } = &mut this.places[position];
            if let State::Waiting(future) = state
                && let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(waker))
            {
                *state = State::Ready(output);
                this.waiting -= 1;
            }
        }
        if this.waiting > 0 {
            return Poll::Pending;
        }
        let outputs = this.places.drain(..).filter_map(|place| match place.state {
            State::Ready(output) => Some(output),
            State::Waiting(_) => None,
        });
        Poll::Ready(outputs.collect())
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().expect("no thread panics with this lock")
}
