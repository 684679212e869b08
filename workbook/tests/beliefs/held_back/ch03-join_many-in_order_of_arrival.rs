// entry: in_order_of_arrival
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// The task that polled the join last, unless it was woken since.
type Outer = Arc<Mutex<Option<Waker>>>;

struct Flag {
    woken: AtomicBool,
    outer: Outer,
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        let waker = self.outer.lock().unwrap().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

struct Child<F: Future> {
    future: Option<Pin<Box<F>>>,
    flag: Arc<Flag>,
}

pub struct JoinMany<F: Future> {
    children: Vec<Child<F>>,
    outer: Outer,
    over: bool,
    outputs: Vec<F::Output>,
}

impl<F: Future> Unpin for JoinMany<F> {}

pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let outer = Outer::default();
    let children = futures
        .into_iter()
        .map(|future| Child {
            future: Some(Box::pin(future)),
            flag: Arc::new(Flag {
                woken: AtomicBool::new(true),
                outer: Arc::clone(&outer),
            }),
        })
        .collect();
    JoinMany {
        children,
        outer,
        over: false,
        outputs: Vec::new(),
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        assert!(!self.over, "polled after the end");
        let this = &mut *self;
        let old = this.outer.lock().unwrap().replace(cx.waker().clone());
        drop(old);
        let mut waiting = false;
        for child in &mut this.children {
            let Some(future) = &mut child.future else { continue };
            if child.flag.woken.swap(false, Ordering::SeqCst) {
                let waker = Waker::from(Arc::clone(&child.flag));
                if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                    this.outputs.push(output);
                    child.future = None;
                    continue;
                }
            }
            waiting = true;
        }
        if waiting {
            return Poll::Pending;
        }
        this.over = true;
        Poll::Ready(std::mem::take(&mut this.outputs))
    }
}
