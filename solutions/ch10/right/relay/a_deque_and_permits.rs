//! Style: a deque that both sides lock; a permit for each free place, and one for each item or the end.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};

use async_stream::stream;
use futures::{Stream, StreamExt};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// The items of `source`, which runs in a task of its own; at most `capacity` of them wait.
pub fn relay<S>(source: S, capacity: usize) -> impl Stream<Item = S::Item>
where
    S: Stream + Send + 'static,
    S::Item: Send + 'static,
{
    stream! {
        let shared = Arc::new(Shared {
            items: Mutex::default(),
            places: Semaphore::new(capacity),
            ready: Semaphore::new(0),
        });
        let mut task = JoinSet::new();
        task.spawn(fill(Ended(Arc::clone(&shared)), source));
        loop {
            take_permit(&shared.ready).await;
            let item = shared.items.lock().unwrap().pop_front();
            let Some(item) = item else { break };
            shared.places.add_permits(1);
            yield item;
        }
        if let Some(Err(error)) = task.join_next().await {
            resume_unwind(error.into_panic());
        }
    }
}

async fn fill<S: Stream>(shared: Ended<S::Item>, source: S) {
    let mut source = Box::pin(source);
    loop {
        take_permit(&shared.0.places).await;
        let Some(item) = source.next().await else {
            break;
        };
        shared.0.items.lock().unwrap().push_back(item);
        shared.0.ready.add_permits(1);
    }
}

async fn take_permit(permits: &Semaphore) {
    let permit = permits.acquire().await.expect("is never closed");
    permit.forget();
}

struct Shared<T> {
    items: Mutex<VecDeque<T>>,
    places: Semaphore,
    ready: Semaphore,
}

/// Counts as one more item when it is dropped, also by a panic: no item follows.
struct Ended<T>(Arc<Shared<T>>);

impl<T> Drop for Ended<T> {
    fn drop(&mut self) {
        self.0.ready.add_permits(1);
    }
}
