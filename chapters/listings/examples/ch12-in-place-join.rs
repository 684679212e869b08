use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::mpsc;

use tokio::runtime::Builder;
use tokio::task::{block_in_place, yield_now};

static DONE: AtomicBool = AtomicBool::new(false);
static ARM: AtomicU32 = AtomicU32::new(0);

// ANCHOR: main
/// Checks a file, which takes until the task has beaten a hundred times.
fn check(beats: mpsc::Receiver<()>) {
    for _ in 0..100 {
        beats.recv().unwrap();
    }
}

async fn both() {
    let (beat, beats) = mpsc::channel();
    let task = tokio::spawn(async move {
        while beat.send(()).is_ok() {
            yield_now().await;
        }
    });
    let checking = async move {
        let before = ARM.load(SeqCst);
        block_in_place(|| check(beats));
        println!("during the call, the task: 100 beats");
        println!(
            "during the call, the arm: {} beats",
            ARM.load(SeqCst) - before
        );
        DONE.store(true, SeqCst);
    };
    let arm = async {
        while !DONE.load(SeqCst) {
            ARM.fetch_add(1, SeqCst);
            yield_now().await;
        }
    };
    tokio::join!(arm, checking);
    task.await.unwrap();
}
// ANCHOR_END: main

fn main() {
    let many = Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    many.block_on(async { tokio::spawn(both()).await.unwrap() });

    // ANCHOR: panic
    let one = Builder::new_current_thread().build().unwrap();
    let task = async { block_in_place(|| println!("checked")) };
    let error = one.block_on(async { tokio::spawn(task).await.unwrap_err() });
    println!("current-thread runtime: a panic: {}", error.is_panic());
    // ANCHOR_END: panic
    let panic = error.into_panic();
    println!("{}", panic.downcast_ref::<String>().unwrap());
}
