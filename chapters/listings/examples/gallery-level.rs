use std::sync::Arc;
use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

const SLOTS: usize = 4;
const WORKERS: usize = 2;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

/// Records the level of what can be full.
#[derive(Clone)]
struct Gauges(Recorder);

impl Gauges {
    fn queue(&self, level: usize, waiting: &[&str]) {
        self.tell("queue", level, SLOTS, waiting);
    }

    fn busy(&self, workers: &Semaphore, waiting: &[&str]) {
        let busy = WORKERS - workers.available_permits();
        self.tell("workers", busy, WORKERS, waiting);
    }

    fn tell(&self, of: &str, level: usize, capacity: usize, waiting: &[&str]) {
        self.0.level(Level {
            of: of.to_owned(),
            level,
            capacity: Some(capacity),
            waiting: waiting.iter().map(|name| (*name).to_owned()).collect(),
        });
    }
}

/// Sends an order every 7 ms, if there is room for it.
async fn orders_come_in(gauges: Gauges, queue: mpsc::Sender<u32>) {
    for order in 1..=15 {
        ms(7).await;
        let (asked, depth) = (Instant::now(), || SLOTS - queue.capacity());
        let full = queue.capacity() == 0;
        if full {
            gauges.queue(depth(), &["producer"]);
        }
        queue.send(order).await.unwrap();
        gauges.queue(depth(), &[]);
        if full {
            println!("order {order} waited {} ms", asked.elapsed().as_millis());
        }
    }
}

/// Two workers, and each needs 30 ms.
async fn orders_are_worked_on(gauges: Gauges, mut queue: mpsc::Receiver<u32>) {
    let (workers, mut working) = (Arc::new(Semaphore::new(WORKERS)), JoinSet::new());
    while queue.recv().await.is_some() {
        gauges.queue(queue.len(), &[]);
        if workers.available_permits() == 0 {
            gauges.busy(&workers, &["dispatcher"]);
        }
        let permit = workers.clone().acquire_owned().await.unwrap();
        gauges.busy(&workers, &[]);
        let (gauges, workers) = (gauges.clone(), workers.clone());
        working.spawn(async move {
            ms(30).await;
            drop(permit);
            gauges.busy(&workers, &[]);
        });
    }
    working.join_all().await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (gauges, begun) = (Gauges(lab.clone()), Instant::now());
    let (send, receive) = mpsc::channel(SLOTS);
    gauges.queue(receive.len(), &[]);
    gauges.busy(&Semaphore::new(WORKERS), &[]);
    tokio::join!(
        orders_come_in(gauges.clone(), send),
        orders_are_worked_on(gauges, receive),
    );
    println!("all done after {} ms", begun.elapsed().as_millis());
    lab.keep_beside_listing();
}
