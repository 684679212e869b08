use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::Recorder;
use tokio::runtime::Handle;
use tokio::time::sleep;

// ANCHOR: wait_all
/// Waits for all of its errands.
struct WaitAll {
    left: Vec<Errand>,
}

type Errand = Pin<Box<dyn Future<Output = ()>>>;

impl Future for WaitAll {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.left
            .retain_mut(|errand| errand.as_mut().poll(cx).is_pending());
        if self.left.is_empty() {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}
// ANCHOR_END: wait_all

async fn errand(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let bread = lab.watch("bread", errand(100));
    let milk = lab.watch("milk", errand(300));
    let left: Vec<Errand> = vec![Box::pin(bread), Box::pin(milk)];
    lab.watch("all", WaitAll { left }).await;

    let tasks = Handle::current().metrics().num_alive_tasks();
    println!("tasks: {tasks}, polls of milk: {}", lab.polls("milk"));
    lab.keep_beside_listing();
}
// ANCHOR_END: main
