use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

fn main() {
    let (main_ends, ended) = mpsc::channel::<()>();
    let (answer, disk) = mpsc::channel::<()>();
    // The disk answers when `main` has ended.
    thread::spawn(move || {
        ended.recv().unwrap();
        answer.send(()).unwrap();
    });
    let runtime = Builder::new_multi_thread()
        .enable_time()
        .max_blocking_threads(1)
        .build()
        .unwrap();
    // ANCHOR: main
    runtime.block_on(async {
        let first = spawn_blocking(move || {
            disk.recv().unwrap(); // reads a file: the disk is slow
            println!("first job: done");
        });
        let second = spawn_blocking(|| println!("second job: done"));
        second.abort();

        let result = timeout(Duration::from_millis(20), first).await;
        println!("main: in time: {}", result.is_ok());
    });
    println!("main: ends");
    main_ends.send(()).unwrap(); // the disk answers after this line
    drop(runtime);
    println!("the runtime is dropped");
    // ANCHOR_END: main
}
