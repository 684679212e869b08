//! Style: an async block, and a channel of the woken whose receiver wakes the task.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::iter;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

struct Sends(usize, UnboundedSender<usize>);

impl Wake for Sends {
    fn wake(self: Arc<Self>) {
        // The join may have been dropped.
        let _ = self.1.send(self.0);
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub async fn join_many<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let (sender, mut woken) = unbounded_channel();
    let mut children = Vec::new();
    for (position, future) in futures.into_iter().enumerate() {
        let waker = Waker::from(Arc::new(Sends(position, sender.clone())));
        children.push((Box::pin(future), waker, None));
    }
    let mut next: BTreeSet<usize> = (0..children.len()).collect();
    poll_fn(|cx| {
        // To the end: there the receiver stores the waker.
        while let Poll::Ready(Some(position)) = woken.poll_recv(cx) {
            next.insert(position);
        }
        for position in next.clone() {
            // This poll answers all that was sent before it.
            next.extend(iter::from_fn(|| woken.try_recv().ok()));
            next.remove(&position);
            let (future, waker, output) = &mut children[position];
            if output.is_none()
                && let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(waker))
            {
                *output = Some(value);
            }
        }
        match children.iter().all(|(_, _, output)| output.is_some()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
    children
        .into_iter()
        .filter_map(|(_, _, output)| output)
        .collect()
}
