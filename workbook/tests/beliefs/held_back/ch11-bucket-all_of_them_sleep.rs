// entry: all_of_them_sleep
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::time::{Duration, Instant, sleep};

const SECOND: u128 = 1_000_000_000;

struct Level {
    /// In tokens times a second's nanoseconds.
    held: u128,
    at: Instant,
}

pub struct Bucket {
    rate: u128,
    most: u128,
    level: Mutex<Level>,
    waiting: AtomicUsize,
}

struct Waits<'a>(&'a AtomicUsize);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Bucket {
    pub fn new(rate: u32, burst: u32) -> Self {
        let most = u128::from(burst) * SECOND;
        Self {
            rate: rate.into(),
            most,
            level: Mutex::new(Level { held: most, at: Instant::now() }),
            waiting: AtomicUsize::new(0),
        }
    }

    pub async fn take(&self) {
        if self.try_take() {
            return;
        }
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let _waits = Waits(&self.waiting);
        while let Err(missing) = self.pour() {
            sleep(missing).await;
        }
    }

    pub fn try_take(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) == 0 && self.pour().is_ok()
    }

    /// Takes a token, or says how long the next one takes.
    fn pour(&self) -> Result<(), Duration> {
        let mut level = self.level.lock().unwrap();
        let now = Instant::now();
        let passed = now.duration_since(level.at).as_nanos();
        level.at = now;
        level.held = (level.held + passed * self.rate).min(self.most);
        match level.held.checked_sub(SECOND) {
            Some(left) => {
                level.held = left;
                Ok(())
            }
            None => {
                let nanos = (SECOND - level.held).div_ceil(self.rate);
                Err(Duration::from_nanos(nanos as u64))
            }
        }
    }
}
