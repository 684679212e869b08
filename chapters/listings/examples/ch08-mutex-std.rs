use std::sync::MutexGuard;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::sleep;

// ANCHOR: mutex
struct Mutex<T> {
    permit: Semaphore,
    value: std::sync::Mutex<T>,
}

struct Guard<'a, T> {
    value: MutexGuard<'a, T>,
    _permit: SemaphorePermit<'a>,
}

impl<T> Mutex<T> {
    async fn lock(&self) -> Guard<'_, T> {
        let _permit = self.permit.acquire().await.unwrap();
        // Never blocks: this is the only permit.
        let value = self.value.lock().unwrap();
        Guard { value, _permit }
    }
}
// ANCHOR_END: mutex

async fn get(path: &str) -> usize {
    sleep(Duration::from_millis(10)).await;
    path.len()
}

async fn add(total: &Mutex<usize>, path: &str) {
    let mut total = total.lock().await;
    *total.value += get(path).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let total = Mutex {
        permit: Semaphore::new(1),
        value: std::sync::Mutex::new(0),
    };
    tokio::join!(add(&total, "/tea"), add(&total, "/rust"));
    println!("{} bytes", *total.lock().await.value);
}
