//! Belief: only one handle waits at a time.
//! Rejected by: the_waker_of_the_latest_poll_is_called
//! Saying: each waits for its own task

use std::any::Any;
use std::mem::replace;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use pin_project_lite::pin_project;

use crate::sync::{Arc, Mutex};

/// The waker of the handle that waits.
static WAITS: std::sync::Mutex<Option<Waker>> = std::sync::Mutex::new(None);

/// Why there is no output.
#[derive(Debug)]
pub enum JoinError {
    /// The task panicked, with this.
    Panicked(Box<dyn Any + Send>),
    /// The task was dropped before its end.
    Dropped,
}

pin_project! {
    /// The task: a future without an output, for an executor.
    pub struct Task<F: Future> {
        // None once it is over. Stands first: where the task is dropped, it is dropped before `end`.
        #[pin]
        future: Option<F>,
        end: End<F::Output>,
    }
}

/// What waits for the task.
pub struct JoinHandle<T> {
    shared: Arc<Shared<T>>,
}

/// The task's side of what the two share.
struct End<T> {
    shared: Arc<Shared<T>>,
}

type Shared<T> = Mutex<State<T>>;

enum State<T> {
    /// The task is not over.
    Running,
    /// The task has come to this, and the handle has not seen it yet.
    Over(Result<T, JoinError>),
    /// The handle has what there was, or is gone.
    Closed,
}

/// Makes of `future` a task, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let shared = Arc::new(Mutex::new(State::Running));
    let task = Task {
        future: Some(future),
        end: End {
            shared: Arc::clone(&shared),
        },
    };
    (task, JoinHandle { shared })
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        let future = this.future.as_mut().as_pin_mut();
        let future = future.expect("a task that is over is spent");
        let result = match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::Panicked(panic)),
        };
        // Whoever is woken below may count on it that the future has let go of all it held.
        let dropped = catch_unwind(AssertUnwindSafe(|| this.future.set(None)));
        let dropped = dropped.map_err(JoinError::Panicked);
        this.end
            .tell(result.and_then(|output| dropped.map(|()| output)));
        Poll::Ready(())
    }
}

impl<T> End<T> {
    /// Leaves `result` for the handle, and wakes it. The first one counts.
    fn tell(&self, result: Result<T, JoinError>) {
        let mut state = self.shared.lock().unwrap();
        if let State::Running = *state {
            let waker = WAITS.lock().unwrap().take();
            *state = State::Over(result);
            // A waker runs code of others: not under the lock.
            drop(state);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

/// The future was dropped without an end of its own.
impl<T> Drop for End<T> {
    fn drop(&mut self) {
        self.tell(Err(JoinError::Dropped));
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.shared.lock().unwrap();
        match replace(&mut *state, State::Closed) {
            State::Over(result) => Poll::Ready(result),
            State::Running => {
                *state = State::Running;
                let before = WAITS.lock().unwrap().replace(cx.waker().clone());
                drop(state);
                drop(before);
                Poll::Pending
            }
            State::Closed => {
                // A panic that holds a lock poisons it for the other side.
                drop(state);
                panic!("a handle that gave its output is spent")
            }
        }
    }
}

/// The task goes on, and nobody will ask for its output.
impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        // An output may have a drop of its own: it runs after the lock is released.
        let state = replace(&mut *self.shared.lock().unwrap(), State::Closed);
        drop(state);
    }
}
