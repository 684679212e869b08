use std::cell::{Cell, RefCell};
use std::time::Duration;

use futures::future::join_all;
use kit::Recorder;
use kit::record::Level;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep};

// ANCHOR: host
struct Host {
    name: &'static str,
    answers_after: Duration,
    places: Semaphore,
}
// ANCHOR_END: host

// ANCHOR: total_first
async fn total_first(host: &Host, total: &Total) {
    let _in_all = total.acquire(host.name).await;
    let _at_host = host.places.acquire().await.unwrap();
    get(host, total).await;
}
// ANCHOR_END: total_first

// ANCHOR: host_first
async fn host_first(host: &Host, total: &Total) {
    let _at_host = host.places.acquire().await.unwrap();
    let _in_all = total.acquire(host.name).await;
    get(host, total).await;
}
// ANCHOR_END: host_first

async fn get(host: &Host, total: &Total) {
    total.in_progress.update(|requests| requests + 1);
    total.tell();
    sleep(host.answers_after).await;
    total.in_progress.update(|requests| requests - 1);
    total.tell();
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!("the total first");
    let total = Total::new();
    ten_requests(&total, total_first).await;
    total.lab.keep_beside_listing();
    println!("the host first");
    ten_requests(&Total::new(), host_first).await;
}

// ANCHOR: requests
/// Eight requests to a slow host, then two to a fast one; four in all, two a host.
async fn ten_requests(total: &Total, order: impl AsyncFn(&Host, &Total)) {
    let began = Instant::now();
    let (slow, fast) = (Host::new("slow.org", 100), Host::new("fast.org", 10));
    let hosts = [[&slow; 8].as_slice(), &[&fast; 2]].concat();
    join_all(hosts.into_iter().map(async |host| {
        order(host, total).await;
        println!("{:3} ms: {}", began.elapsed().as_millis(), host.name);
    }))
    .await;
    total.tell();
}
// ANCHOR_END: requests

impl Host {
    fn new(name: &'static str, ms: u64) -> Self {
        Self {
            name,
            answers_after: Duration::from_millis(ms),
            places: Semaphore::new(2),
        }
    }
}

/// The limit for all hosts together, with what the picture shows of it.
struct Total {
    places: Semaphore,
    in_progress: Cell<usize>,
    waiting: RefCell<Vec<&'static str>>,
    lab: Recorder,
}

impl Total {
    fn new() -> Self {
        Self {
            places: Semaphore::new(4),
            in_progress: Cell::new(0),
            waiting: RefCell::default(),
            lab: Recorder::new(),
        }
    }

    async fn acquire(&self, host: &'static str) -> SemaphorePermit<'_> {
        if self.places.available_permits() == 0 {
            self.waiting.borrow_mut().push(host);
            self.tell();
        }
        let permit = self.places.acquire().await.unwrap();
        let mut waiting = self.waiting.borrow_mut();
        if let Some(place) = waiting.iter().position(|name| *name == host) {
            waiting.remove(place);
        }
        drop(waiting);
        self.tell();
        permit
    }

    fn tell(&self) {
        let mut waiting: Vec<String> = Vec::new();
        for host in self.waiting.borrow().iter() {
            if !waiting.iter().any(|name| name == host) {
                waiting.push((*host).to_owned());
            }
        }
        for (of, level, waiting) in [
            (
                "permits taken",
                4 - self.places.available_permits(),
                waiting,
            ),
            ("in progress", self.in_progress.get(), Vec::new()),
        ] {
            self.lab.level(Level {
                of: of.to_owned(),
                level,
                capacity: Some(4),
                waiting,
            });
        }
    }
}
