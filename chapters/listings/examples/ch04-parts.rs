use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::time::sleep;

// ANCHOR: main
fn main() {
    // Timers and sockets of tokio, and a thread that waits for them. No task runs on it.
    let reactor = Builder::new_current_thread().enable_time().build().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let handle = reactor.handle().clone();
    let waiting = thread::spawn(move || {
        reactor.block_on(async {
            let _ = stopped.await;
        });
    });

    // The executor of another crate polls a future that waits for a timer of tokio.
    let _entered = handle.enter();
    let polling = thread::current().id();
    futures::executor::block_on(async {
        sleep(Duration::from_millis(10)).await;
        println!(
            "polled on main's thread: {}",
            thread::current().id() == polling
        );
    });

    drop(stop);
    waiting.join().unwrap();
    println!("the reactor's thread has ended");
}
// ANCHOR_END: main
