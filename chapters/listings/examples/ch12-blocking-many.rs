use std::sync::{Arc, Barrier};

use tokio::sync::mpsc::unbounded_channel;
use tokio::task::spawn_blocking;

#[tokio::main]
async fn main() {
    let (begins, mut begun) = unbounded_channel();
    let gate = Arc::new(Barrier::new(513));
    let check = |file: u32, gate: Arc<Barrier>, begins: tokio::sync::mpsc::UnboundedSender<u32>| {
        move || {
            begins.send(file).unwrap();
            if file < 512 {
                gate.wait(); // the disk is slow: all wait for it
            }
        }
    };
    // ANCHOR: main
    let mut jobs = Vec::new();
    for file in 0..600 {
        jobs.push(spawn_blocking(check(file, gate.clone(), begins.clone())));
    }
    for _ in 0..512 {
        begun.recv().await.unwrap();
    }
    // ANCHOR_END: main
    println!("begun and waiting for the disk: 512");
    println!("begun after them: {}", begun.len());
    let open = gate.clone();
    std::thread::spawn(move || open.wait());
    for job in jobs {
        job.await.unwrap();
    }
    println!("after the disk has answered: {} more", begun.len());
}
