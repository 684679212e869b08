//! Style: only atomics, `ArcWake` and the `MaybeDone` of `futures`; the futures are dropped by hand.

use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use futures::future::{MaybeDone, maybe_done};
use futures::task::{ArcWake, AtomicWaker, waker_ref};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    children: Pin<Box<[Pin<Box<MaybeDone<F>>>]>>,
    flags: Vec<Arc<Flag>>,
    task: Arc<AtomicWaker>,
}

struct Flag {
    woken: AtomicBool,
    over: AtomicBool,
    task: Arc<AtomicWaker>,
}

impl ArcWake for Flag {
    fn wake_by_ref(flag: &Arc<Self>) {
        flag.woken.store(true, Ordering::SeqCst);
        if !flag.over.load(Ordering::SeqCst) {
            flag.task.wake();
        }
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let task = Arc::new(AtomicWaker::new());
    let flag = || Flag {
        woken: AtomicBool::new(true),
        over: AtomicBool::new(false),
        task: task.clone(),
    };
    let flags = futures.iter().map(|_| Arc::new(flag())).collect();
    let children: Vec<_> = futures
        .into_iter()
        .map(|it| Box::pin(maybe_done(it)))
        .collect();
    JoinMany {
        children: Pin::new(children.into_boxed_slice()),
        flags,
        task,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        this.task.register(cx.waker());
        let mut waits = false;
        for (child, flag) in this.children.iter_mut().zip(&this.flags) {
            if !flag.over.load(Ordering::SeqCst) && flag.woken.swap(false, Ordering::SeqCst) {
                let waker = waker_ref(flag);
                let polled = child.as_mut().poll(&mut Context::from_waker(&waker));
                flag.over.store(polled.is_ready(), Ordering::SeqCst);
            }
            waits |= !flag.over.load(Ordering::SeqCst);
        }
        if waits {
            return Poll::Pending;
        }
        drop(this.task.take());
        this.flags.clear();
        let children = mem::replace(&mut this.children, Pin::new(Box::new([])));
        let mut children = Pin::into_inner(children).into_vec();
        let output = |it: &mut Pin<Box<MaybeDone<F>>>| it.as_mut().take_output().unwrap();
        Poll::Ready(children.iter_mut().map(output).collect())
    }
}

impl<F: Future> Drop for JoinMany<F> {
    fn drop(&mut self) {
        for flag in &self.flags {
            flag.over.store(true, Ordering::SeqCst);
        }
        drop(self.task.take());
    }
}
