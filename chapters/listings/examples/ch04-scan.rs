use std::pin::Pin;
use std::task::{Context, Waker};

use futures::channel::oneshot;
use kit::Recorder;
use tokio::task::yield_now;

type Task = Pin<Box<dyn Future<Output = ()>>>;

// ANCHOR: run
/// Polls everybody, until one of them is done.
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
        let (sender, letter) = oneshot::channel::<()>();
        senders.push(sender);
        tasks.push(Box::pin(lab.watch("guest", async {
            letter.await.unwrap();
        })));
    }
    tasks.push(Box::pin(lab.watch("speaker", async {
        for _ in 0..20 {
            yield_now().await;
        }
    })));
    run(tasks);
    println!("polls of the speaker: {}", lab.polls("speaker"));
    println!("polls of the guests: {}", lab.polls("guest"));
}
// ANCHOR_END: main
