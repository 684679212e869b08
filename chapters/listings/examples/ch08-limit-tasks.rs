use std::sync::Arc;
use std::time::Duration;

use kit::Gauge;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;

async fn get(site: Gauge) {
    let _in_progress = site.enter();
    sleep(Duration::from_millis(30)).await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!("spawn, then acquire");
    spawn_then_acquire(Arc::new(Semaphore::new(3)), Gauge::new()).await;
    println!("acquire, then spawn");
    acquire_then_spawn(Arc::new(Semaphore::new(3)), Gauge::new()).await;
}

// ANCHOR: spawn
async fn spawn_then_acquire(permits: Arc<Semaphore>, site: Gauge) {
    let (mut tasks, mut most) = (JoinSet::new(), 0);
    for _ in 0..10_000 {
        let (permits, site) = (permits.clone(), site.clone());
        tasks.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            get(site).await;
        });
        most = most.max(Handle::current().metrics().num_alive_tasks());
    }
    tasks.join_all().await;
    println!("{} requests at once, {most} tasks", site.peak());
}
// ANCHOR_END: spawn

async fn acquire_then_spawn(permits: Arc<Semaphore>, site: Gauge) {
    let (mut tasks, mut most) = (JoinSet::new(), 0);
    for _ in 0..10_000 {
        // ANCHOR: acquire
        let permit = permits.clone().acquire_owned().await.unwrap();
        let site = site.clone();
        tasks.spawn(async move {
            let _permit = permit;
            get(site).await;
        });
        // ANCHOR_END: acquire
        most = most.max(Handle::current().metrics().num_alive_tasks());
    }
    tasks.join_all().await;
    println!("{} requests at once, {most} tasks", site.peak());
}
