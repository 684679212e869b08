use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Mutex;
use std::task::{Poll, Waker};
use std::time::Duration;

use tokio::time::sleep;

// ANCHOR: semaphore
struct Semaphore(Mutex<State>);

struct State {
    free: usize,
    queue: VecDeque<Waker>,
}

impl Semaphore {
    async fn acquire(&self) {
        poll_fn(|cx| {
            let mut state = self.0.lock().unwrap();
            if state.free > 0 {
                state.free -= 1;
                return Poll::Ready(());
            }
            state.queue.push_back(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn release(&self) {
        let mut state = self.0.lock().unwrap();
        state.free += 1;
        if let Some(first) = state.queue.pop_front() {
            first.wake();
        }
    }
}
// ANCHOR_END: semaphore

// ANCHOR: get_all
async fn get_all(paths: &[&str], semaphore: &Semaphore) {
    for path in paths {
        semaphore.acquire().await;
        sleep(Duration::from_millis(10)).await; // the request
        println!("{path}");
        semaphore.release();
    }
}
// ANCHOR_END: get_all

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let semaphore = Semaphore(Mutex::new(State {
        free: 1,
        queue: VecDeque::new(),
    }));
    // ANCHOR: main
    tokio::join!(
        get_all(&["/a/1", "/a/2", "/a/3"], &semaphore),
        get_all(&["/b"], &semaphore),
    );
    // ANCHOR_END: main
}
