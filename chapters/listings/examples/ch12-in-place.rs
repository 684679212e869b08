use std::sync::mpsc;
use std::thread;

use tokio::task::block_in_place;

// ANCHOR: main
#[tokio::main(flavor = "multi_thread", worker_threads = 1)]
async fn main() {
    let checker = tokio::spawn(async {
        let mut sums = vec![1, 2, 3];
        let (sender, receiver) = mpsc::channel();
        let here = thread::current().id();
        tokio::spawn(async move { sender.send(thread::current().id()).unwrap() });

        block_in_place(|| {
            let other = receiver.recv().unwrap(); // blocks the only worker
            sums.push(4); // a borrow: the closure is not 'static
            println!("the task ran on another thread: {}", other != here);
            println!("the closure ran here: {}", thread::current().id() == here);
        });
        println!("{sums:?}");
    });
    checker.await.unwrap();
}
// ANCHOR_END: main
