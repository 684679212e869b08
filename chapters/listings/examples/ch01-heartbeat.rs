// tries: 5
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

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tokio::spawn(heart());

    let start = beats().await;
    slow_read();
    report("slow_read()", start, beats().await);

    let start = beats().await;
    sleep(Duration::from_millis(300)).await;
    report("sleep().await", start, beats().await);
    // ANCHOR_END: slow

    // ANCHOR: fixed
    let start = beats().await;
    tokio::task::spawn_blocking(slow_read).await.unwrap();
    report("spawn_blocking(slow_read)", start, beats().await);
    // ANCHOR_END: fixed
    // ANCHOR: slow
}
// ANCHOR_END: slow

/// Lets the heart beat at least once more; returns how many beats there were.
async fn beats() -> usize {
    sleep(Duration::from_millis(20)).await;
    BEATS.lock().unwrap().len()
}

/// Prints the longest time without a beat, and asserts what the page says of it.
fn report(what: &str, start: usize, end: usize) {
    let beats = BEATS.lock().unwrap();
    let gaps = beats[start - 1..end].windows(2).map(|two| two[1] - two[0]);
    let longest = gaps.max().expect("two beats");
    println!(
        "{what:27} longest time without a beat: ~{} ms",
        longest.as_millis()
    );
    let stopped = longest >= Duration::from_millis(300);
    assert_eq!(stopped, what == "slow_read()", "a gap of {longest:?}");
}
