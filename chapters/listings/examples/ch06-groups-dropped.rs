use std::time::Duration;

use futures::future::join_all;
use kit::Recorder;
use tokio::join;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

async fn get(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

/// Aborts its tasks when it is dropped, as a `JoinSet` does, but of tasks that the recorder knows.
struct Set(Vec<JoinHandle<()>>);

impl Drop for Set {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

// ANCHOR: main
async fn with_handles(lab: &Recorder) {
    let tea = lab.spawn("/tea", get(20));
    let rust = lab.spawn("/rust", get(60));
    let _ = join!(tea, rust);
}

async fn with_a_set(lab: &Recorder) {
    let news = lab.spawn("/news", get(40));
    let index = lab.spawn("/index", get(80));
    let mut set = Set(vec![news, index]);
    join_all(&mut set.0).await;
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let page = lab.watch("page", async {
        join!(
            lab.watch("with handles", with_handles(&lab)),
            lab.watch("with a set", with_a_set(&lab)),
        )
    });
    if timeout(Duration::from_millis(30), page).await.is_err() {
        println!("the page is given up after 30 ms");
    }
    sleep(Duration::from_secs(1)).await;
    lab.keep_beside_listing();
}
