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
    let asks = |id| {
        if *used.borrow() == 2 {
            waiting.borrow_mut().push(format!("request {id}"));
            tell();
        }
    };
    let has = |id| {
        let name = format!("request {id}");
        waiting.borrow_mut().retain(|waits| *waits != name);
        *used.borrow_mut() += 1;
        tell();
    };
    let gives_back = || {
        *used.borrow_mut() -= 1;
        tell();
    };
    // ANCHOR: main
    let pool = Pool::of(vec!["connection a", "connection b"]);
    let requests = (1..=6).map(async |id| {
        sleep(ms(5 * id)).await; // they come one after another
        asks(id);
        let connection = pool.get().await;
        has(id);
        let now = began.elapsed().as_millis();
        println!("{now:3} ms: request {id} has {}", *connection);
        sleep(ms(30)).await; // a query
        gives_back();
    });
    join_all(requests).await;
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
