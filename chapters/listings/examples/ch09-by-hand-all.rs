use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    polls: AtomicUsize,
}

#[derive(Default)]
struct State {
    items: VecDeque<usize>,
    getters: VecDeque<Waker>,
}

impl Queue {
    // ANCHOR: put
    fn put(&self, item: usize) {
        let getters = {
            let mut state = self.state.lock().unwrap();
            state.items.push_back(item);
            std::mem::take(&mut state.getters)
        };
        for getter in getters {
            getter.wake();
        }
    }
    // ANCHOR_END: put

    async fn get(&self) -> usize {
        poll_fn(|cx| {
            self.polls.fetch_add(1, Relaxed);
            let mut state = self.state.lock().unwrap();
            match state.items.pop_front() {
                Some(item) => Poll::Ready(item),
                None => {
                    state.getters.push_back(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // The paused clock moves when no task can run: when all that were woken have been polled.
    let idle = || sleep(Duration::from_millis(1));
    for count in [10, 100, 1000] {
        let (queue, mut workers) = (Arc::new(Queue::default()), JoinSet::new());
        for _ in 0..count {
            let queue = queue.clone();
            workers.spawn(async move { queue.get().await });
        }
        idle().await; // all wait now
        for upload in 0..count {
            queue.put(upload);
            idle().await; // all that were woken have been polled
        }
        workers.join_all().await;
        println!("{count} workers: {} polls", queue.polls.load(Relaxed));
    }
}
