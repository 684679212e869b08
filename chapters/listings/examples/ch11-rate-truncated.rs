use std::time::Duration;

use tokio::time::{Instant, sleep};

// ANCHOR: bucket
/// Two tokens a second, and room for four.
struct Bucket {
    tokens: u64,
    filled: Instant,
}

impl Bucket {
    fn try_take(&mut self) -> bool {
        let new = self.filled.elapsed().as_millis() as u64 * 2 / 1000;
        self.filled = Instant::now();
        self.tokens = (self.tokens + new).min(4);
        if self.tokens == 0 {
            return false;
        }
        self.tokens -= 1;
        true
    }
}
// ANCHOR_END: bucket

/// The same, with a token counted as 500 ms of saved time.
struct Saved {
    ms: u64,
    filled: Instant,
}

// ANCHOR: saved
impl Saved {
    fn try_take(&mut self) -> bool {
        self.ms = (self.ms + self.filled.elapsed().as_millis() as u64).min(4 * 500);
        self.filled = Instant::now();
        let left = self.ms.checked_sub(500);
        if let Some(left) = left {
            self.ms = left;
        }
        left.is_some()
    }
}
// ANCHOR_END: saved

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let filled = Instant::now();
    let mut bucket = Bucket { tokens: 4, filled };
    let mut saved = Saved { ms: 2000, filled };
    // ANCHOR: main
    let (mut served, mut served_saved) = (0, 0);
    for _ in 0..50 {
        sleep(Duration::from_millis(200)).await; // five requests a second, for ten seconds
        served += u32::from(bucket.try_take());
        served_saved += u32::from(saved.try_take());
    }
    // ANCHOR_END: main
    println!("whole tokens: {served} of 50 served");
    println!("saved time:   {served_saved} of 50 served");
}
