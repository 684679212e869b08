use futures::channel::oneshot;
use kit::Recorder;
use tokio::task::yield_now;

#[path = "ch04-tasks/executor.rs"]
mod executor;
use executor::Executor;

// ANCHOR: main
fn main() {
    let (lab, mut executor) = (Recorder::new(), Executor::default());
    let (sender, message) = oneshot::channel();
    executor.spawn(lab.watch("reader", async {
        println!("reader: waits");
        println!("reader: {}", message.await.unwrap());
    }));
    executor.spawn(lab.watch("walker", async {
        println!("walker: one step");
        yield_now().await;
        println!("walker: another step");
    }));
    executor.spawn(lab.watch("writer", async {
        println!("writer: sends");
        sender.send("hello").unwrap();
        println!("writer: has sent");
    }));
    println!("three are spawned");
    executor.run();
    println!("the queue is empty");
    lab.keep_beside_listing();
    leave();
}
// ANCHOR_END: main

/// Drops the executor while one of its tasks waits, and another one is queued.
// ANCHOR: leave
fn leave() {
    let mut executor = Executor::default();
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
// ANCHOR_END: leave

struct Resource(&'static str);

impl Drop for Resource {
    fn drop(&mut self) {
        println!("{} is dropped", self.0);
    }
}
