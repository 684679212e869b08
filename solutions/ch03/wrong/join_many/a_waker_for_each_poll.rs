//! Belief: a future that waits has the waker of the join's last poll.
//! Rejected by: a_wake_wakes_the_task_that_polled_last
//! Saying: the wake went to the first task

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
}

struct Bell {
    task: Waker,
    position: usize,
    news: Arc<News>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.news.woken.lock().unwrap().insert(self.position);
        self.task.wake_by_ref();
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    JoinMany {
        outputs: futures.iter().map(|_| None).collect(),
        news: Arc::new(News {
            woken: Mutex::new((0..futures.len()).collect()),
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
        let woken = std::mem::take(&mut *this.news.woken.lock().unwrap());
        for position in woken {
            let news = Arc::clone(&this.news);
            let task = cx.waker().clone();
            let waker = Waker::from(Arc::new(Bell {
                task,
                position,
                news,
            }));
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
