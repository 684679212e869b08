use std::sync::mpsc;
use std::time::Duration;

use tokio::time::sleep;

// ANCHOR: main
struct Connection(&'static str);

impl Drop for Connection {
    fn drop(&mut self) {
        println!("{}: connection closed", self.0);
    }
}

async fn get(connection: Connection) {
    sleep(Duration::from_millis(30)).await;
    println!("{}: answered", connection.0);
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let task = tokio::spawn(get(Connection("task")));
    sleep(Duration::from_millis(10)).await;
    task.abort();
    println!("task: abort has returned");
    println!(
        "task: {:?}",
        task.await.map_err(|error| error.is_cancelled())
    );

    let (start, started) = mpsc::channel();
    let (go, wait) = mpsc::channel();
    let work = tokio::task::spawn_blocking(move || {
        start.send(()).unwrap();
        wait.recv().unwrap(); // a computation, until `go`
        "the whole result"
    });
    started.recv().unwrap();
    work.abort();
    go.send(()).unwrap();
    println!(
        "blocking: {:?}",
        work.await.map_err(|error| error.is_cancelled())
    );
}
// ANCHOR_END: main
