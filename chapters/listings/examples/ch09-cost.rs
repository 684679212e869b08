use kit::Recorder;
use tokio::sync::mpsc;

// ANCHOR: main
/// Sends 1,000 jobs through a queue of this capacity, on one thread.
/// How often the worker is polled, and how often the producer.
async fn polls(capacity: usize) -> (usize, usize) {
    let lab = Recorder::new();
    let (queue, mut jobs) = mpsc::channel(capacity);
    let producer = lab.spawn("producer", async move {
        for job in 0..1_000 {
            queue.send(job).await.expect("the worker is there");
        }
    });
    let worker = lab.spawn("worker", async move {
        let mut done = 0;
        while jobs.recv().await.is_some() {
            done += 1;
        }
        done
    });
    producer.await.expect("it has ended");
    assert_eq!(worker.await.expect("it has ended"), 1_000);
    (lab.polls("worker"), lab.polls("producer"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("capacity  worker  producer");
    for capacity in [1, 10, 100, 1_000] {
        let (worker, producer) = polls(capacity).await;
        println!("{capacity:8}  {worker:6}  {producer:8}");
    }
}
// ANCHOR_END: main
