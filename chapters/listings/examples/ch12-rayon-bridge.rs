use std::sync::mpsc;

use futures::channel::oneshot;
use futures::executor::block_on;
use kit::Recorder;
use rayon::ThreadPoolBuilder;

fn main() {
    let lab = Recorder::new();
    let pool = ThreadPoolBuilder::new()
        .num_threads(1)
        .thread_name(|_| "pool".to_owned())
        .build()
        .unwrap();
    // Between the two threads: the computation waits for `go`, and tells `went` when it has sent.
    let ((go, wait), (went, sent)) = (mpsc::channel::<()>(), mpsc::channel());
    // ANCHOR: main
    let sum = async {
        let (sender, receiver) = oneshot::channel();
        pool.spawn(move || {
            wait.recv().unwrap();
            let _ = sender.send(6_u64); // wakes the receiver's task
            went.send(()).unwrap();
        });
        receiver.await.unwrap()
    };
    // ANCHOR_END: main
    let listing = async {
        // Other work of the same task, while the pool computes.
        go.send(()).unwrap();
        sent.recv().unwrap();
        3
    };
    let (sum, files) = block_on(lab.watch("main", async {
        futures::join!(lab.watch("sum", sum), lab.watch("listing", listing))
    }));
    println!("the sum of {files} files is {sum}");
    lab.keep_beside_listing();
}
