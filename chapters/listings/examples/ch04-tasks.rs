use futures::channel::oneshot;
use kit::Recorder;
use tokio::task::yield_now;

#[path = "ch04-tasks/executor.rs"]
mod executor;
use executor::Executor;

// ANCHOR: main
fn main() {
    let (lab, mut executor) = (Recorder::new(), Executor::default());
    let (sender, letter) = oneshot::channel();
    executor.spawn(lab.watch("reader", async {
        println!("reader: waits");
        println!("reader: {}", letter.await.unwrap());
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
    println!("nobody is in line");
    lab.keep_beside_listing();
    leave();
}
// ANCHOR_END: main

/// Drops the executor while one of its tasks waits, and another one is in line.
// ANCHOR: leave
fn leave() {
    let mut executor = Executor::default();
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
// ANCHOR_END: leave

struct Guest(&'static str);

impl Drop for Guest {
    fn drop(&mut self) {
        println!("{} is dropped", self.0);
    }
}
