use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, sleep, timeout};

// ANCHOR: main
async fn download(mut paused: watch::Receiver<bool>, index: Arc<Mutex<Vec<&str>>>) {
    for path in ["/tea", "/rust"] {
        // A safe point: nothing is locked here, and no file is half written.
        let _ = paused.wait_for(|paused| !paused).await;
        let mut index = index.lock().await;
        sleep(Duration::from_millis(30)).await; // writes the file
        index.push(path);
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let began = Instant::now();
    let index = Arc::new(Mutex::new(Vec::new()));
    let pause = watch::Sender::new(false);
    let job = tokio::spawn(download(pause.subscribe(), Arc::clone(&index)));

    sleep(Duration::from_millis(10)).await;
    pause.send_replace(true);
    let second = Duration::from_secs(1);
    match timeout(second, index.lock()).await {
        Ok(index) => println!("{:?} after {:?}, paused", index, began.elapsed()),
        Err(_) => println!("no index within a second"),
    }

    sleep(second).await;
    pause.send_replace(false);
    job.await.unwrap();
    println!("{:?} after {:?}", index.lock().await, began.elapsed());
}
// ANCHOR_END: main
