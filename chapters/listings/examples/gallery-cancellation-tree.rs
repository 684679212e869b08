use std::time::Duration;

use kit::Recorder;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

/// Three sources at once. The last of them has a task write its log.
async fn sources(lab: &Recorder, log: &mut Option<JoinHandle<()>>) {
    tokio::join!(
        lab.watch("cache", ms(20)),
        lab.watch("search", async {
            lab.watch("index", ms(80)).await;
        }),
        lab.watch("mail", async {
            *log = Some(lab.spawn("log", ms(90)));
            ms(70).await;
        }),
    );
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, begun, mut log) = (Recorder::new(), Instant::now(), None);
    lab.watch("page", async {
        let sources = lab.watch("sources", sources(&lab, &mut log));
        if timeout(Duration::from_millis(50), sources).await.is_err() {
            println!("{:?}: the page goes out incomplete", begun.elapsed());
        }
    })
    .await;
    log.unwrap().await.unwrap();
    println!("{:?}: the log is written", begun.elapsed());
    lab.keep_beside_listing();
}
