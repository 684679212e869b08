use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::time::{Instant, sleep, sleep_until};

/// A token each 100 ms. A token is 100 ms of saved time, and `most` of them are saved.
struct Bucket {
    saved: Duration,
    most: u32,
    filled: Instant,
}

const TOKEN: Duration = Duration::from_millis(100);

impl Bucket {
    fn full(most: u32) -> Self {
        Self {
            saved: TOKEN * most,
            most,
            filled: Instant::now(),
        }
    }

    fn try_take(&mut self) -> bool {
        self.saved = (self.saved + self.filled.elapsed()).min(TOKEN * self.most);
        self.filled = Instant::now();
        let left = self.saved.checked_sub(TOKEN);
        self.saved = left.unwrap_or(self.saved);
        left.is_some()
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for most in [1, 4, 8] {
        let lab = Recorder::new();
        let began = Instant::now();
        let mut bucket = Bucket::full(most);
        let tell = |bucket: &Bucket| {
            lab.level(Level {
                of: "tokens".to_owned(),
                level: (bucket.saved.as_millis() / TOKEN.as_millis()) as usize,
                capacity: Some(most as usize),
                waiting: Vec::new(),
            });
        };
        tell(&bucket);
        // ANCHOR: main
        let mut served = Vec::new();
        for second in 0..3 {
            sleep_until(began + second * Duration::from_secs(1)).await;
            let mut in_second = 0;
            for _ in 0..8 {
                in_second += u32::from(bucket.try_take()); // else: refused, with 429
                tell(&bucket);
                sleep(Duration::from_millis(10)).await;
            }
            served.push(in_second);
        }
        println!("10 a second, burst {most}: {served:?} of 8 served");
        // ANCHOR_END: main
        if most == 4 {
            lab.keep_beside_listing();
        }
    }
}
