//! Style: each future counts its wakes, and the join remembers which count it has answered.

use futures::future::{MaybeDone, maybe_done};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    parts: Vec<Part<F>>,
    task: Arc<Mutex<Waker>>,
    over: bool,
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let task = Arc::new(Mutex::new(Waker::noop().clone()));
    let parts = futures.into_iter().map(|future| Part {
        future: Box::pin(maybe_done(future)),
        answered: 0,
        over: false,
        child: Arc::new(Child {
            wakes: AtomicU64::new(1),
            task: Arc::clone(&task),
        }),
    });
    JoinMany {
        parts: parts.collect(),
        task,
        over: false,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.over {
            return Poll::Pending;
        }
        self.task.lock().unwrap().clone_from(cx.waker());
        for part in &mut self.parts {
            let wakes = part.child.wakes.load(SeqCst);
            if part.over || wakes == part.answered {
                continue;
            }
            part.answered = wakes;
            let waker = Waker::from(Arc::clone(&part.child));
            part.over = part
                .future
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_ready();
        }
        if self.parts.iter().any(|part| !part.over) {
            return Poll::Pending;
        }
        self.over = true;
        let outputs = self
            .parts
            .iter_mut()
            .filter_map(|part| part.future.as_mut().take_output());
        Poll::Ready(outputs.collect())
    }
}

struct Child {
    wakes: AtomicU64,
    task: Arc<Mutex<Waker>>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        self.wakes.fetch_add(1, SeqCst);
        let task = self.task.lock().unwrap().clone();
        task.wake();
    }
}

struct Part<F: Future> {
    future: Pin<Box<MaybeDone<F>>>,
    answered: u64,
    over: bool,
    child: Arc<Child>,
}
