use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use futures::executor::block_on;
use kit::panic_message;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::time::sleep;

// ANCHOR: main
async fn nap() -> &'static str {
    sleep(Duration::from_millis(10)).await;
    "rested"
}

async fn message() -> &'static str {
    let (sender, message) = oneshot::channel();
    sender.send("a message").unwrap();
    message.await.unwrap()
}

fn main() {
    panic::set_hook(Box::new(|_| {}));
    println!("a channel: {}", outcome(message()));
    println!("a timer: {}", outcome(nap()));

    let runtime = Builder::new_multi_thread().enable_time().build().unwrap();
    let entered = runtime.enter();
    println!("a timer, entered: {}", outcome(nap()));
    drop(entered);
    let napping = runtime.spawn(nap());
    println!(
        "a task of tokio: {}",
        outcome(async { napping.await.unwrap() })
    );
}
// ANCHOR_END: main

// ANCHOR: outcome
/// Runs the future on the executor of the crate `futures`.
fn outcome(future: impl Future<Output = &'static str>) -> String {
    match catch_unwind(AssertUnwindSafe(|| block_on(future))) {
        Ok(output) => output.to_owned(),
        Err(panic) => format!("panic: {}", panic_message(&*panic)),
    }
}
// ANCHOR_END: outcome
