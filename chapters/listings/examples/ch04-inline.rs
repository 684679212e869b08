use std::cell::Cell;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use futures::channel::oneshot;
use tokio::task::yield_now;

// ANCHOR: inline
struct Task(Mutex<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        // `lock` would wait forever.
        let Ok(mut future) = self.0.try_lock() else {
            println!("woken during its own poll");
            return;
        };
        let depth = Depth::deeper();
        let waker = Waker::from(self.clone());
        let _ = future.as_mut().poll(&mut Context::from_waker(&waker));
        drop(depth);
    }
}
// ANCHOR_END: inline

// ANCHOR: main
fn spawn(future: impl Future<Output = ()> + Send + 'static) {
    Arc::new(Task(Mutex::new(Box::pin(future)))).wake();
}

fn main() {
    // A chain of a thousand tasks: each waits for the one before it, then wakes the next.
    let (first, mut before) = oneshot::channel::<()>();
    for _ in 0..1_000 {
        let (sender, message) = oneshot::channel();
        let from = std::mem::replace(&mut before, message);
        spawn(async move {
            from.await.unwrap();
            let _ = sender.send(());
        });
    }
    first.send(()).unwrap();
    println!("depth of nested polls: {}", Depth::deepest());

    spawn(async {
        yield_now().await;
        println!("after the yield");
    });
}
// ANCHOR_END: main

thread_local! {
    static DEPTH: Cell<(u32, u32)> = const { Cell::new((0, 0)) };
}

/// Counts how many polls are nested.
struct Depth;

impl Depth {
    fn deeper() -> Self {
        let (depth, deepest) = DEPTH.get();
        DEPTH.set((depth + 1, deepest.max(depth + 1)));
        Self
    }

    fn deepest() -> u32 {
        DEPTH.get().1
    }
}

impl Drop for Depth {
    fn drop(&mut self) {
        let (depth, deepest) = DEPTH.get();
        DEPTH.set((depth - 1, deepest));
    }
}
