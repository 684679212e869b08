// ANCHOR: main
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

static CHILD_RAN: AtomicBool = AtomicBool::new(false);
/// The parent and `main` meet here: a thread that waits at a barrier is blocked.
static BLOCKED: Barrier = Barrier::new(2);
static RELEASED: Barrier = Barrier::new(2);

#[tokio::main(flavor = "multi_thread", worker_threads = 4)]
async fn main() {
    let parent = tokio::spawn(async {
        let child = tokio::spawn(async { CHILD_RAN.store(true, SeqCst) });
        BLOCKED.wait();
        RELEASED.wait();
        child.await.unwrap();
    });

    BLOCKED.wait();
    for _ in 0..100 {
        tokio::spawn(async {}).await.unwrap();
    }
    println!("100 later tasks have run, the child: {CHILD_RAN:?}");
    RELEASED.wait();
    parent.await.unwrap();
    println!("released, the child: {CHILD_RAN:?}");
}
// ANCHOR_END: main
