use std::cell::RefCell;
use std::time::Duration;

use futures::future::join_all;
use kit::Recorder;
use kit::record::Level;
use tokio::time::{Instant, sleep};

#[path = "ch11-fixed/mod.rs"]
mod fixed;
use fixed::Pool;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    let (used, waiting) = (RefCell::new(0), RefCell::new(Vec::new()));
    let tell = || {
        lab.level(Level {
            of: "connections in use".to_owned(),
            level: *used.borrow(),
            capacity: Some(2),
            waiting: waiting.borrow().clone(),
        });
    };
    tell();
    // ANCHOR: main
    let pool = Pool::of(vec!["connection a", "connection b"]);
    let requests = (1..=6).map(async |id| {
        sleep(ms(5 * id)).await; // they come one after another
        waiting.borrow_mut().push(format!("request {id}"));
        tell();
        let connection = pool.get().await;
        waiting.borrow_mut().remove(0);
        *used.borrow_mut() += 1;
        tell();
        println!(
            "{:3} ms: request {id} has {}",
            began.elapsed().as_millis(),
            *connection
        );
        sleep(ms(30)).await; // a query
        *used.borrow_mut() -= 1;
        tell();
    });
    join_all(requests).await;
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
