// tries: 5
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Builder;

// ANCHOR: main
fn main() {
    for bound in [None, Some(Duration::from_millis(50))] {
        let runtime = Builder::new_current_thread().build().unwrap();
        runtime.spawn_blocking(|| thread::sleep(Duration::from_millis(300)));
        let start = Instant::now();
        match bound {
            None => drop(runtime),
            Some(bound) => runtime.shutdown_timeout(bound),
        }
        let took = start.elapsed().as_millis();
        println!("{bound:?}: ~{took} ms");
        // ANCHOR_END: main
        match bound {
            None => assert!(took >= 250),
            Some(_) => assert!(took < 250),
        }
    }
}
