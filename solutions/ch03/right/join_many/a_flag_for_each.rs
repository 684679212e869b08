//! Style: a flag for each future, and futures' `AtomicWaker`.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use futures::future::{MaybeDone, maybe_done};
use futures::task::{ArcWake, AtomicWaker, waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    children: Vec<(Pin<Box<MaybeDone<F>>>, Arc<Flag>)>,
    task: Arc<AtomicWaker>,
}

struct Flag {
    is_woken: AtomicBool,
    task: Arc<AtomicWaker>,
}

impl ArcWake for Flag {
    fn wake_by_ref(flag: &Arc<Self>) {
        flag.is_woken.store(true, Ordering::Release);
        flag.task.wake();
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let task = Arc::new(AtomicWaker::new());
    let child = |future| {
        let flag = Flag {
            is_woken: AtomicBool::new(true),
            task: Arc::clone(&task),
        };
        (Box::pin(maybe_done(future)), Arc::new(flag))
    };
    JoinMany {
        children: futures.into_iter().map(child).collect(),
        task,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.task.register(cx.waker());
        let mut waits = false;
        for (child, flag) in &mut self.children {
            if let MaybeDone::Future(_) = **child {
                let news = flag.is_woken.swap(false, Ordering::AcqRel);
                let waker = waker(Arc::clone(flag));
                waits |= !news
                    || child
                        .as_mut()
                        .poll(&mut Context::from_waker(&waker))
                        .is_pending();
            }
        }
        if waits {
            return Poll::Pending;
        }
        let outputs = self
            .children
            .iter_mut()
            .map(|(child, _)| child.as_mut().take_output());
        Poll::Ready(outputs.flatten().collect())
    }
}
