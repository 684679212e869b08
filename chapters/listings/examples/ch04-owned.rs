use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use futures::channel::oneshot;
use tokio::task::yield_now;

// ANCHOR: executor
type Queue = Arc<Mutex<VecDeque<Arc<Task>>>>;

/// Its waker is the task itself, which puts itself into the queue.
struct Task {
    future: Mutex<Pin<Box<dyn Future<Output = ()> + Send>>>,
    queue: Queue,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.queue.lock().unwrap().push_back(self.clone());
    }
}

#[derive(Default)]
struct Executor {
    queue: Queue,
}

impl Executor {
    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let task = Task {
            future: Mutex::new(Box::pin(future)),
            queue: self.queue.clone(),
        };
        Arc::new(task).wake();
    }

    /// Polls the one at the front; false where nobody is in line.
    fn turn(&self) -> bool {
        let next = self.queue.lock().unwrap().pop_front();
        let Some(task) = next else { return false };
        let waker = Waker::from(task.clone());
        let mut cx = Context::from_waker(&waker);
        let _ = task.future.lock().unwrap().as_mut().poll(&mut cx);
        true
    }
}
// ANCHOR_END: executor

struct Guest(&'static str);

impl Drop for Guest {
    fn drop(&mut self) {
        println!("{} is dropped", self.0);
    }
}

// ANCHOR: main
fn main() {
    let executor = Executor::default();
    let guest = Guest("the one who waits");
    let (sender, letter) = oneshot::channel::<()>();
    executor.spawn(async move {
        let _ = letter.await;
        drop(guest);
    });
    let guest = Guest("the one in line");
    executor.spawn(async move {
        yield_now().await;
        drop(guest);
    });
    executor.turn();
    executor.turn();
    drop(executor);
    println!("the executor is gone");
    drop(sender);
    println!("the end");
}
// ANCHOR_END: main
