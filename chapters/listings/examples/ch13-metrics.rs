use tokio::runtime::Handle;
use tokio::task::yield_now;

// ANCHOR: main
fn report(when: &str) {
    let metrics = Handle::current().metrics();
    println!(
        "{when}: {} alive, {} queued, {} worker",
        metrics.num_alive_tasks(),
        metrics.global_queue_depth(),
        metrics.num_workers(),
    );
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    report("at the start");
    let handle = Handle::current();
    std::thread::spawn(move || {
        for _ in 0..3 {
            handle.spawn(std::future::pending::<()>());
        }
    })
    .join()
    .unwrap();
    report("spawned from another thread");
    yield_now().await;
    report("after they were polled");
}
// ANCHOR_END: main
