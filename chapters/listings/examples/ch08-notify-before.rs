use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::timeout;

#[derive(Default)]
struct Server {
    ready: AtomicBool,
    event: Notify,
}

async fn start(server: &Server) {
    println!("the server is ready");
    server.ready.store(true, Relaxed);
    server.event.notify_waiters();
}

// ANCHOR: get
async fn get(server: &Server, path: &str) {
    let notified = server.event.notified();
    if !server.ready.load(Relaxed) {
        log(&format!("{path} waits")).await;
        notified.await;
    }
    println!("requests {path}");
}
// ANCHOR_END: get

async fn log(line: &str) {
    println!("{line}");
    yield_now().await; // writes it somewhere
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let server = Server::default();
    let second = Duration::from_secs(1);
    let (tea, ()) = tokio::join!(
        biased;
        timeout(second, get(&server, "/tea")),
        start(&server),
    );
    if tea.is_err() {
        println!("/tea still waits after a second");
    }
}
