//! Style: a queue of those in line, and flags of who is in it and who is over.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    children: Vec<Child<F>>,
    left: usize,
    news: Arc<Mutex<News>>,
}

enum Child<F: Future> {
    Waiting(Pin<Box<F>>, Waker),
    Over(Option<F::Output>),
}

struct News {
    queue: VecDeque<usize>,
    queued: Vec<bool>,
    over: Vec<bool>,
    task: Option<Waker>,
}

struct Handle {
    index: usize,
    news: Arc<Mutex<News>>,
}

impl Wake for Handle {
    fn wake(self: Arc<Self>) {
        let task = {
            let mut news = self.news.lock().unwrap();
            if news.over[self.index] {
                return;
            }
            if !news.queued[self.index] {
                news.queued[self.index] = true;
                news.queue.push_back(self.index);
            }
            news.task.clone()
        };
        if let Some(task) = task {
            task.wake();
        }
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let count = futures.len();
    let news = Arc::new(Mutex::new(News {
        queue: (0..count).collect(),
        queued: vec![true; count],
        over: vec![false; count],
        task: None,
    }));
    let child = |(index, future)| {
        let news = news.clone();
        Child::Waiting(
            Box::pin(future),
            Waker::from(Arc::new(Handle { index, news })),
        )
    };
    let children = futures.into_iter().enumerate().map(child).collect();
    JoinMany {
        children,
        left: count,
        news,
    }
}

// The futures lie in boxes, and the outputs are never pinned.
impl<F: Future> Unpin for JoinMany<F> {}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let mine = cx.waker().clone();
        let (old, round) = {
            let mut news = this.news.lock().unwrap();
            let round: Vec<_> = news.queue.drain(..).collect();
            (news.task.replace(mine), round)
        };
        drop(old);
        for index in round {
            {
                // What was woken again in this round, before its turn, is not in line twice.
                let mut news = this.news.lock().unwrap();
                news.queued[index] = false;
            }
            let Child::Waiting(future, waker) = &mut this.children[index] else {
                continue;
            };
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(waker)) {
                this.news.lock().unwrap().over[index] = true;
                this.children[index] = Child::Over(Some(output));
                this.left -= 1;
            }
        }
        if this.left > 0 {
            return Poll::Pending;
        }
        drop(this.news.lock().unwrap().task.take());
        let output = |child: &mut Child<F>| match child {
            Child::Over(output) => output.take().expect("polled after it was ready"),
            Child::Waiting(..) => unreachable!(),
        };
        Poll::Ready(this.children.iter_mut().map(output).collect())
    }
}

impl<F: Future> Drop for JoinMany<F> {
    fn drop(&mut self) {
        let task = self.news.lock().map(|mut news| news.task.take());
        drop(task);
    }
}
