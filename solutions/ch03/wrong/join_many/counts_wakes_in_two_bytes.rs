//! Belief: nobody is woken 65,536 times between two polls.
//! Rejected by: many_wakes_for_one_are_one_poll
//! Saying: woken 65536 times

use std::pin::Pin;
use std::sync::atomic::{AtomicU16, Ordering::SeqCst};
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
    answered: u16,
    child: Arc<Child>,
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let task = Arc::new(Mutex::new(None));
    let part = |future| {
        let child = Child {
            wakes: AtomicU16::new(1),
            task: Arc::clone(&task),
        };
        Part {
            future: Box::pin(future),
            output: None,
            answered: 0,
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
            let wakes = part.child.wakes.load(SeqCst);
            if part.output.is_some() || wakes == part.answered {
                continue;
            }
            part.answered = wakes;
            let waker = Waker::from(Arc::clone(&part.child));
            if let Poll::Ready(value) = part.future.as_mut().poll(&mut Context::from_waker(&waker))
            {
                part.output = Some(value);
            }
        }
        if this.parts.iter().any(|part| part.output.is_none()) {
            return Poll::Pending;
        }
        Poll::Ready(
            this.parts
                .drain(..)
                .filter_map(|part| part.output)
                .collect(),
        )
    }
}

struct Child {
    wakes: AtomicU16,
    task: Arc<Mutex<Option<Waker>>>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        self.wakes.fetch_add(1, SeqCst);
        let task = self.task.lock().unwrap().clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}
