//! Style: a lock for the woken, another one for the task, and a new waker for each poll of a future.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    futures: Vec<Option<Pin<Box<F>>>>,
    outputs: Vec<Option<F::Output>>,
    news: Arc<News>,
}

struct News {
    woken: Mutex<BTreeSet<usize>>,
    task: Mutex<Option<Waker>>,
}

struct Bell {
    position: usize,
    news: Arc<News>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.news.woken.lock().unwrap().insert(self.position);
        let task = self.news.task.lock().unwrap().clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    JoinMany {
        outputs: futures.iter().map(|_| None).collect(),
        news: Arc::new(News {
            woken: Mutex::new((0..futures.len()).collect()),
            task: Mutex::new(None),
        }),
        futures: futures
            .into_iter()
            .map(|future| Some(Box::pin(future)))
            .collect(),
    }
}

impl<F: Future> Unpin for JoinMany<F> {}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        *this.news.task.lock().unwrap() = Some(cx.waker().clone());
        let woken = this.news.woken.lock().unwrap().clone();
        for position in woken {
            this.news.woken.lock().unwrap().remove(&position);
            let news = Arc::clone(&this.news);
            let waker = Waker::from(Arc::new(Bell { position, news }));
            let Some(future) = &mut this.futures[position] else {
                continue;
            };
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                this.outputs[position] = Some(output);
                this.futures[position] = None;
            }
        }
        if this.futures.iter().any(Option::is_some) {
            return Poll::Pending;
        }
        Poll::Ready(this.outputs.drain(..).flatten().collect())
    }
}
