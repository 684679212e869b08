//! Style: a wake during the poll sets a mark, and the end of the poll wakes the task for it.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    futures: Vec<Option<Pin<Box<F>>>>,
    outputs: Vec<Option<F::Output>>,
    wakers: Vec<Waker>,
    shared: Arc<Mutex<Shared>>,
    began: bool,
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let shared = Arc::new(Mutex::new(Shared {
        marks: vec![true; futures.len()],
        ..Shared::default()
    }));
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
        began: false,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        {
            let mut shared = this.shared.lock().unwrap();
            shared.polling = true;
            shared.marked = false;
        }
        let count = this.futures.len();
        let order: Vec<usize> = if this.began {
            (0..count).rev().collect()
        } else {
            (0..count).collect()
        };
        this.began = true;
        for at in order {
            let marked = std::mem::take(&mut this.shared.lock().unwrap().marks[at]);
            let Some(future) = this.futures[at].as_mut().filter(|_| marked) else {
                continue;
            };
            if let Poll::Ready(output) = future
                .as_mut()
                .poll(&mut Context::from_waker(&this.wakers[at]))
            {
                this.outputs[at] = Some(output);
                this.futures[at] = None;
            }
        }
        let mut shared = this.shared.lock().unwrap();
        shared.polling = false;
        shared.task = Some(cx.waker().clone());
        let wake = shared.marked;
        drop(shared);
        if this.outputs.iter().all(Option::is_some) {
            return Poll::Ready(this.outputs.drain(..).flatten().collect());
        }
        if wake {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

#[derive(Default)]
struct Shared {
    marks: Vec<bool>,
    marked: bool,
    polling: bool,
    task: Option<Waker>,
}

struct Child {
    at: usize,
    shared: Arc<Mutex<Shared>>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        let mut shared = self.shared.lock().unwrap();
        shared.marks[self.at] = true;
        shared.marked = true;
        let task = if shared.polling {
            None
        } else {
            shared.task.take()
        };
        drop(shared);
        if let Some(task) = task {
            task.wake();
        }
    }
}
