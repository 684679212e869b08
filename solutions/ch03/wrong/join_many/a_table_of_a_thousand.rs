//! Belief: a table of 1,024 marks is large enough; whoever has no mark is polled each time.
//! Rejected by: a_poll_polls_the_woken_and_no_others
//! Saying: 66000 futures were joined

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    futures: Vec<Option<Pin<Box<F>>>>,
    outputs: Vec<Option<F::Output>>,
    wakers: Vec<Waker>,
    shared: Arc<Shared>,
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let shared = Arc::new(Shared {
        bits: Mutex::new(vec![true; 1_024]),
        ..Shared::default()
    });
    let waker = |at| {
        Waker::from(Arc::new(Child {
            at,
            shared: Arc::clone(&shared),
        }))
    };
    JoinMany {
        wakers: (0..futures.len()).map(waker).collect(),
        outputs: futures.iter().map(|_| None).collect(),
        futures: futures
            .into_iter()
            .map(|future| Some(Box::pin(future)))
            .collect(),
        shared,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        *this.shared.task.lock().unwrap() = Some(cx.waker().clone());
        for at in 0..this.futures.len() {
            let woken = match this.shared.bits.lock().unwrap().get_mut(at) {
                Some(mark) => std::mem::take(mark),
                None => true,
            };
            if !woken {
                continue;
            }
            let Some(future) = &mut this.futures[at] else {
                continue;
            };
            let mut cx = Context::from_waker(&this.wakers[at]);
            if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                this.outputs[at] = Some(output);
                this.futures[at] = None;
            }
        }
        if this.futures.iter().any(Option::is_some) {
            return Poll::Pending;
        }
        Poll::Ready(this.outputs.drain(..).flatten().collect())
    }
}

#[derive(Default)]
struct Shared {
    bits: Mutex<Vec<bool>>,
    task: Mutex<Option<Waker>>,
}

struct Child {
    at: usize,
    shared: Arc<Shared>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        if let Some(mark) = self.shared.bits.lock().unwrap().get_mut(self.at) {
            *mark = true;
        }
        let task = self.shared.task.lock().unwrap().clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}
