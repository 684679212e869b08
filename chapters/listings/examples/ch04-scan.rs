use std::pin::Pin;
use std::task::{Context, Waker};

use futures::channel::oneshot;
use kit::Recorder;
use tokio::task::yield_now;

type Task = Pin<Box<dyn Future<Output = ()>>>;

// ANCHOR: run
/// Polls all tasks in turn, until one of them is ready.
fn run(mut tasks: Vec<Task>) {
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        for task in &mut tasks {
            if task.as_mut().poll(&mut cx).is_ready() {
                return;
            }
        }
    }
}
// ANCHOR_END: run

// ANCHOR: main
fn main() {
    let lab = Recorder::new();
    let mut senders = Vec::new();
    let mut tasks: Vec<Task> = Vec::new();
    for _ in 0..20 {
        let (sender, message) = oneshot::channel::<()>();
        senders.push(sender);
        tasks.push(Box::pin(lab.watch("connection", async {
            message.await.unwrap();
        })));
    }
    tasks.push(Box::pin(lab.watch("counter", async {
        for _ in 0..20 {
            yield_now().await;
        }
    })));
    run(tasks);
    println!("polls of the counter: {}", lab.polls("counter"));
    println!("polls of the connections: {}", lab.polls("connection"));
}
// ANCHOR_END: main
