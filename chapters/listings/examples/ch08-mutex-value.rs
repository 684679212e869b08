use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::yield_now;

// ANCHOR: mutex
struct Mutex<T> {
    permit: Semaphore,
    place: std::sync::Mutex<Option<T>>,
}

struct Guard<'a, T> {
    value: Option<T>,
    mutex: &'a Mutex<T>,
    _permit: SemaphorePermit<'a>,
}

impl<T> Mutex<T> {
    async fn lock(&self) -> Guard<'_, T> {
        let _permit = self.permit.acquire().await.unwrap();
        let value = self.place.lock().unwrap().take();
        Guard {
            value,
            mutex: self,
            _permit,
        }
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        *self.mutex.place.lock().unwrap() = self.value.take();
    }
}
// ANCHOR_END: mutex

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().unwrap()
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().unwrap()
    }
}

// ANCHOR: add
#[derive(Debug, Default)]
struct Totals {
    requests: usize,
    bytes: usize,
}

async fn add(totals: Arc<Mutex<Totals>>, reply: &str) {
    let mut totals = totals.lock().await;
    totals.requests += 1;
    yield_now().await;
    totals.bytes += reply.parse::<usize>().unwrap();
}
// ANCHOR_END: add

#[tokio::main]
async fn main() {
    let totals = Arc::new(Mutex {
        permit: Semaphore::new(1),
        place: std::sync::Mutex::new(Some(Totals::default())),
    });
    for reply in ["40", "no number", "2"] {
        let task = tokio::spawn(add(Arc::clone(&totals), reply));
        println!("{reply}: panicked {}", task.await.is_err());
    }
    println!("{:?}", *totals.lock().await);
}
