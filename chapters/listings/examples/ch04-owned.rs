use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use futures::channel::oneshot;
use tokio::task::yield_now;

// ANCHOR: executor
type Queue = Arc<Mutex<VecDeque<Arc<Task>>>>;

/// The task is its own waker: `wake` pushes it to the queue.
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
}
// ANCHOR_END: executor

impl Executor {
    /// Polls the task at the front; false if the queue is empty.
    fn turn(&self) -> bool {
        let next = self.queue.lock().unwrap().pop_front();
        let Some(task) = next else { return false };
        let waker = Waker::from(task.clone());
        let mut cx = Context::from_waker(&waker);
        let _ = task.future.lock().unwrap().as_mut().poll(&mut cx);
        true
    }
}

struct Resource(&'static str);

impl Drop for Resource {
    fn drop(&mut self) {
        println!("{} is dropped", self.0);
    }
}

// ANCHOR: main
fn main() {
    let executor = Executor::default();
    let resource = Resource("the waiting task");
    let (sender, message) = oneshot::channel::<()>();
    executor.spawn(async move {
        let _ = message.await;
        drop(resource);
    });
    let resource = Resource("the queued task");
    executor.spawn(async move {
        yield_now().await;
        drop(resource);
    });
    executor.turn();
    executor.turn();
    drop(executor);
    println!("the executor is gone");
    drop(sender);
    println!("the end");
}
// ANCHOR_END: main
