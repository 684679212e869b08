//! Belief: who has no output yet still waits.
//! Rejected by: none_is_polled_after_it_was_ready
//! Saying: the join had been ready with all outputs

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    parts: Vec<Part<F>>,
    task: Arc<Mutex<Option<Waker>>>,
}

struct Part<F: Future> {
    future: Pin<Box<F>>,
    output: Option<F::Output>,
    child: Arc<Child>,
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let task = Arc::new(Mutex::new(None));
    let part = |future| {
        let child = Child {
            woken: AtomicBool::new(true),
            task: Arc::clone(&task),
        };
        Part {
            future: Box::pin(future),
            output: None,
            child: Arc::new(child),
        }
    };
    JoinMany {
        parts: futures.into_iter().map(part).collect(),
        task,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        *this.task.lock().unwrap() = Some(cx.waker().clone());
        for part in &mut this.parts {
            if part.output.is_none() && part.child.woken.swap(false, SeqCst) {
                let waker = Waker::from(Arc::clone(&part.child));
                let mut cx = Context::from_waker(&waker);
                if let Poll::Ready(value) = part.future.as_mut().poll(&mut cx) {
                    part.output = Some(value);
                }
            }
        }
        if this.parts.iter().any(|part| part.output.is_none()) {
            return Poll::Pending;
        }
        Poll::Ready(
            this.parts
                .iter_mut()
                .filter_map(|part| part.output.take())
                .collect(),
        )
    }
}

struct Child {
    woken: AtomicBool,
    task: Arc<Mutex<Option<Waker>>>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, SeqCst);
        let task = self.task.lock().unwrap().clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}
