use std::sync::{Arc, Barrier, mpsc};
use std::time::Duration;

use rayon::ThreadPoolBuilder;

fn main() {
    // ANCHOR: main
    let pool = ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let disk = Arc::new(Barrier::new(3)); // two reads, and the disk
    for _ in 0..2 {
        let disk = disk.clone();
        pool.spawn(move || {
            disk.wait(); // reads a file
        });
    }
    let (sender, sums) = mpsc::channel();
    pool.spawn(move || sender.send((1..=100).sum::<u32>()).unwrap());

    let early = sums.recv_timeout(Duration::from_millis(50));
    println!("while the disk is slow: {early:?}");
    disk.wait();
    println!("after it has answered: {:?}", sums.recv());
    // ANCHOR_END: main
}
