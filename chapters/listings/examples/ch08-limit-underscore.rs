use std::sync::Arc;
use std::time::Duration;

use kit::Gauge;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// The site counts the requests that are in progress.
async fn get(site: Gauge) {
    let _in_progress = site.enter();
    sleep(Duration::from_millis(30)).await;
}

// ANCHOR: limited
async fn limited(permits: Arc<Semaphore>, site: Gauge) {
    let _ = permits.acquire().await;
    get(site).await;
}
// ANCHOR_END: limited

// ANCHOR: held
async fn held(permits: Arc<Semaphore>, site: Gauge) {
    let _permit = permits.acquire().await.unwrap();
    get(site).await;
}
// ANCHOR_END: held

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!("let _       at most {} at once", most(limited).await);
    println!("let _permit at most {} at once", most(held).await);
}

/// Twenty requests, with a limit of three.
async fn most<F>(request: impl Fn(Arc<Semaphore>, Gauge) -> F) -> usize
where
    F: Future<Output = ()> + Send + 'static,
{
    let (permits, site) = (Arc::new(Semaphore::new(3)), Gauge::new());
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        tasks.spawn(request(permits.clone(), site.clone()));
    }
    tasks.join_all().await;
    site.peak()
}
