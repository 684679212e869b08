use std::sync::mpsc;
use std::time::Duration;

use rayon::ThreadPoolBuilder;

fn main() {
    // ANCHOR: main
    let pool = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let limit = Duration::from_millis(50);

    let by_channel = pool.install(|| {
        let (sender, receiver) = mpsc::channel();
        rayon::spawn(move || {
            let _ = sender.send(21); // the other half of the files
        });
        receiver.recv_timeout(limit).map(|other| 21 + other)
    });
    println!("by a channel: {by_channel:?}");

    let by_join = pool.install(|| {
        let (half, other) = rayon::join(|| 21, || 21);
        half + other
    });
    println!("by join: {by_join:?}");
    // ANCHOR_END: main
}
