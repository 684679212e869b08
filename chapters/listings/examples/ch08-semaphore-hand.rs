use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::sleep;

struct Semaphore(Mutex<State>);

struct State {
    free: usize,
    queue: VecDeque<oneshot::Sender<()>>,
}

impl Semaphore {
    async fn acquire(&self) {
        let handed = {
            let mut state = self.0.lock().unwrap();
            if state.free > 0 {
                state.free -= 1;
                return;
            }
            let (sender, receiver) = oneshot::channel();
            state.queue.push_back(sender);
            receiver
        };
        handed.await.unwrap();
    }

    // ANCHOR: release
    fn release(&self) {
        let mut state = self.0.lock().unwrap();
        while let Some(first) = state.queue.pop_front() {
            if first.send(()).is_ok() {
                return; // and `free` is as before
            }
            // That request has been dropped. The next one, then.
        }
        state.free += 1;
    }
    // ANCHOR_END: release
}

async fn get_all(paths: &[&str], semaphore: &Semaphore) {
    for path in paths {
        semaphore.acquire().await;
        sleep(Duration::from_millis(10)).await;
        println!("{path}");
        semaphore.release();
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let semaphore = Semaphore(Mutex::new(State {
        free: 1,
        queue: VecDeque::new(),
    }));
    tokio::join!(
        get_all(&["/a/1", "/a/2", "/a/3"], &semaphore),
        get_all(&["/b"], &semaphore),
    );
}
