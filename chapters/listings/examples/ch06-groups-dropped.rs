use std::time::Duration;

use kit::Recorder;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

async fn get(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
async fn handles(lab: &Recorder) {
    let tea = lab.spawn("/tea", get(20));
    let rust = lab.spawn("/rust", get(60));
    let _ = tokio::join!(tea, rust);
}

/// Does what a `JoinSet` does when it is dropped.
struct Set(Vec<JoinHandle<()>>);

impl Drop for Set {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

async fn set(lab: &Recorder) {
    let news = lab.spawn("/news", get(40));
    let index = lab.spawn("/index", get(80));
    let mut set = Set(vec![news, index]);
    for task in &mut set.0 {
        let _ = task.await;
    }
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let page = lab.watch("page", async {
        tokio::join!(
            lab.watch("with handles", handles(&lab)),
            lab.watch("with a set", set(&lab)),
        )
    });
    if timeout(Duration::from_millis(30), page).await.is_err() {
        println!("the page is given up after 30 ms");
    }
    sleep(Duration::from_secs(1)).await;
    lab.keep_beside_listing();
}
