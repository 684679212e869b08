use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use kit::Recorder;
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, sleep, timeout};

// ANCHOR: pausable
/// Polls `job` while `paused` is false.
async fn pausable(mut paused: watch::Receiver<bool>, job: impl Future<Output = ()>) {
    let mut job = pin!(job);
    loop {
        tokio::select! {
            biased;
            _ = paused.wait_for(|paused| *paused) => {}
            () = &mut job => return,
        }
        let _ = paused.wait_for(|paused| !paused).await;
    }
}
// ANCHOR_END: pausable

// ANCHOR: main
async fn download(index: Arc<Mutex<Vec<&str>>>) {
    for path in ["/tea", "/rust"] {
        let mut index = index.lock().await;
        sleep(Duration::from_millis(30)).await; // writes the file
        index.push(path);
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let began = Instant::now();
    let index = Arc::new(Mutex::new(Vec::new()));
    let pause = watch::Sender::new(false);
    let job = pausable(pause.subscribe(), download(Arc::clone(&index)));
    let job = lab.spawn("download", job);

    sleep(Duration::from_millis(10)).await;
    pause.send_replace(true);
    let second = Duration::from_secs(1);
    let looked = lab.watch("reader", timeout(second, index.lock())).await;
    println!("a reader got the index: {}", looked.is_ok());

    drop(looked);
    pause.send_replace(false);
    job.await.unwrap();
    println!("{:?} after {:?}", index.lock().await, began.elapsed());
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
