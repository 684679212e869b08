use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

struct Semaphore {
    state: Mutex<State>,
}

struct State {
    free: usize,
    queue: VecDeque<oneshot::Sender<Permit>>,
}

// ANCHOR: permit
struct Permit(Arc<Semaphore>);

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap();
        let Some(first) = state.queue.pop_front() else {
            state.free += 1;
            return;
        };
        drop(state);
        // If that request is gone, `send` returns the permit, which is dropped, and passed on.
        let _ = first.send(Permit(Arc::clone(&self.0)));
    }
}
// ANCHOR_END: permit

async fn acquire(semaphore: &Arc<Semaphore>) -> Permit {
    let handed = {
        let mut state = semaphore.state.lock().unwrap();
        if state.free > 0 {
            state.free -= 1;
            return Permit(Arc::clone(semaphore));
        }
        let (sender, receiver) = oneshot::channel();
        state.queue.push_back(sender);
        receiver
    };
    handed.await.unwrap()
}

async fn get(path: &str, semaphore: &Arc<Semaphore>) {
    let _permit = acquire(semaphore).await;
    sleep(Duration::from_millis(10)).await;
    println!("{path}");
}

async fn gives_up_after(patience: u64, semaphore: &Arc<Semaphore>) {
    tokio::select! {
        biased;
        () = sleep(Duration::from_millis(patience)) => println!("/b gives up after {patience} ms"),
        () = get("/b", semaphore) => {}
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for patience in [5, 10] {
        let semaphore = Arc::new(Semaphore {
            state: Mutex::new(State {
                free: 1,
                queue: VecDeque::new(),
            }),
        });
        let second = Duration::from_secs(1);
        let (_, _, c) = tokio::join!(
            biased;
            get("/a", &semaphore),
            gives_up_after(patience, &semaphore),
            timeout(second, get("/c", &semaphore)),
        );
        if c.is_err() {
            println!("/c still waits after a second");
        }
    }
}
