use std::sync::mpsc;

use tokio::sync::mpsc::unbounded_channel;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() {
    let (checked, mut progress) = unbounded_channel();
    let (disk, files) = mpsc::channel();
    // ANCHOR: job
    let stop = CancellationToken::new();
    let guard = stop.clone().drop_guard(); // cancels when it is dropped
    let job = spawn_blocking(move || {
        let mut done = 0;
        for file in files {
            if stop.is_cancelled() {
                break;
            }
            done += 1; // computes the checksum of this file
            checked.send(file).unwrap();
        }
        done
    });
    // ANCHOR_END: job
    disk.send("a.bin").unwrap();
    println!("checked: {}", progress.recv().await.unwrap());
    drop(guard); // as a time-out drops the future that holds it
    for file in ["b.bin", "c.bin", "d.bin"] {
        let _ = disk.send(file); // an error: the job has ended
    }
    println!("the job has ended: {} of 4 files", job.await.unwrap());
}
