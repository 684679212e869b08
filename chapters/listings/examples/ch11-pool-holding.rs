use std::cell::RefCell;
use std::time::Duration;

use futures::future::join_all;
use kit::Recorder;
use kit::record::Level;
use tokio::time::{sleep, timeout};

#[path = "ch11-fixed/mod.rs"]
mod fixed;
use fixed::{Pool, Pooled};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A pool of two connections, which records how many are in use.
struct Told {
    pool: Pool<()>,
    used: RefCell<usize>,
    waiting: RefCell<Vec<String>>,
    lab: Recorder,
}

impl Told {
    async fn get(&self, who: &str) -> Pooled<()> {
        if *self.used.borrow() == 2 {
            self.waiting.borrow_mut().push(who.to_owned());
            self.tell();
        }
        let connection = self.pool.get().await;
        self.waiting.borrow_mut().retain(|name| name != who);
        *self.used.borrow_mut() += 1;
        self.tell();
        connection
    }

    fn tell(&self) {
        self.lab.level(Level {
            of: "connections in use".to_owned(),
            level: *self.used.borrow(),
            capacity: Some(2),
            waiting: self.waiting.borrow().clone(),
        });
    }
}

// ANCHOR: order
/// Reads the order from the database, and writes a line into its log.
async fn order(pool: &Told, name: &str) {
    let _reads = pool.get(name).await;
    sleep(ms(10)).await; // read the order
    log(pool, name).await;
}

async fn log(pool: &Told, name: &str) {
    let _writes = pool.get(name).await;
    sleep(ms(10)).await; // write the line
}
// ANCHOR_END: order

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    for names in [&["order 1"][..], &["order 1", "order 2"]] {
        let pool = told(); // two connections
        let orders = join_all(names.iter().map(|name| order(&pool, name)));
        let ended = timeout(ms(100), orders).await.is_ok();
        println!("{names:?} end within 100 ms: {ended}");
        // ANCHOR_END: main
        if !ended {
            pool.tell();
            pool.lab.keep_beside_listing();
        }
    }
}

fn told() -> Told {
    Told {
        pool: Pool::of(vec![(), ()]),
        used: RefCell::default(),
        waiting: RefCell::default(),
        lab: Recorder::new(),
    }
}
