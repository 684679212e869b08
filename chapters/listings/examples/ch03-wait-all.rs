use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use kit::Recorder;
use tokio::runtime::Handle;
use tokio::time::sleep;

// ANCHOR: wait_all
/// Ready when all of its requests are.
struct WaitAll {
    left: Vec<Request>,
}

type Request = Pin<Box<dyn Future<Output = ()>>>;

impl Future for WaitAll {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.left
            .retain_mut(|request| request.as_mut().poll(cx).is_pending());
        if self.left.is_empty() {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}
// ANCHOR_END: wait_all

async fn request(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let users = lab.watch("users", request(100));
    let orders = lab.watch("orders", request(300));
    let left: Vec<Request> = vec![Box::pin(users), Box::pin(orders)];
    lab.watch("all", WaitAll { left }).await;

    let tasks = Handle::current().metrics().num_alive_tasks();
    println!("tasks: {tasks}, polls of orders: {}", lab.polls("orders"));
    lab.keep_beside_listing();
}
// ANCHOR_END: main
