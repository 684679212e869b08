// measures: release
use listings::claim;

// ANCHOR: heart
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::{Instant, sleep};

static BEATS: Mutex<Vec<Instant>> = Mutex::new(Vec::new());

async fn heart() {
    loop {
        BEATS.lock().unwrap().push(Instant::now());
        sleep(Duration::from_millis(10)).await;
    }
}
// ANCHOR_END: heart

// ANCHOR: slow
fn slow_read() {
    std::thread::sleep(Duration::from_millis(300));
}

async fn blocked() {
    slow_read();
}

async fn suspended() {
    sleep(Duration::from_millis(300)).await;
}
// ANCHOR_END: slow

// ANCHOR: fixed
async fn moved() {
    tokio::task::spawn_blocking(slow_read).await.unwrap();
}
// ANCHOR_END: fixed

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::spawn(heart());
    let gaps = [
        longest_gap("blocked:", blocked()).await,
        longest_gap("suspended:", suspended()).await,
        longest_gap("moved:", moved()).await,
    ];
    let [blocked, suspended, moved] = gaps;
    claim(
        blocked >= Duration::from_millis(300) && blocked > suspended.max(moved) * 2,
        "only the blocking call stops the heart",
    );
}

/// The longest time between two beats while `work` runs.
async fn longest_gap(what: &str, work: impl Future<Output = ()>) -> Duration {
    let pause = Duration::from_millis(20);
    sleep(pause).await;
    let before = BEATS.lock().unwrap().len();
    work.await;
    sleep(pause).await;

    let mut beats = BEATS.lock().unwrap()[before - 1..].to_vec();
    beats.push(Instant::now());
    let gaps = beats.windows(2).map(|two| two[1] - two[0]);
    let longest = gaps.max().expect("a beat, and now");
    println!("{what:10} ~{} ms without a beat", longest.as_millis());
    longest
}
