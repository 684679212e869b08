//! Style: erased futures which store their outputs themselves, and std's channel of the woken.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

type Task = Arc<Mutex<Waker>>;

struct Sends {
    position: usize,
    woken: Sender<usize>,
    task: Task,
}

impl Wake for Sends {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let _ = self.woken.send(self.position);
        self.task.lock().unwrap().wake_by_ref();
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub async fn join_many<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let outputs: Rc<RefCell<Vec<Option<F::Output>>>> = Rc::default();
    let task: Task = Arc::new(Mutex::new(Waker::noop().clone()));
    let (sender, woken) = channel();
    let mut children = Vec::new();
    for (position, future) in futures.into_iter().enumerate() {
        outputs.borrow_mut().push(None);
        let outputs = Rc::clone(&outputs);
        let store = async move {
            let output = future.await;
            outputs.borrow_mut()[position] = Some(output);
        };
        let _ = sender.send(position);
        let waker = Sends {
            position,
            woken: sender.clone(),
            task: Arc::clone(&task),
        };
        let future: Pin<Box<dyn Future<Output = ()> + '_>> = Box::pin(store);
        children.push((Some(future), Waker::from(Arc::new(waker))));
    }
    let mut next = BTreeSet::new();
    poll_fn(|cx| {
        task.lock().unwrap().clone_from(cx.waker());
        next.extend(woken.try_iter());
        for position in next.clone() {
            // What was sent before its turn is answered by it.
            next.extend(woken.try_iter());
            next.remove(&position);
            let (future, waker) = &mut children[position];
            if let Some(waiting) = future
                && waiting
                    .as_mut()
                    .poll(&mut Context::from_waker(waker))
                    .is_ready()
            {
                *future = None;
            }
        }
        match children.iter().all(|(future, _)| future.is_none()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
    outputs.take().into_iter().flatten().collect()
}
