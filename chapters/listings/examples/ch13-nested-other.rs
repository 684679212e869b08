use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

// ANCHOR: owner
fn owner_of(photo: &'static str) -> String {
    let (answer, owner) = oneshot::channel();
    tokio::spawn(async move {
        let _ = answer.send(format!("the owner of {photo}"));
    });
    futures::executor::block_on(owner).unwrap()
}
// ANCHOR_END: owner

#[tokio::main(flavor = "current_thread")]
async fn serve(in_a_task: bool) -> String {
    let task = if in_a_task {
        tokio::spawn(async { owner_of("tea.jpg") })
    } else {
        tokio::task::spawn_blocking(|| owner_of("tea.jpg"))
    };
    task.await.unwrap()
}

fn main() {
    let (answer, answered) = mpsc::channel();
    // This thread never ends: the process ends without it.
    thread::spawn(move || answer.send(serve(true)));
    let patience = Duration::from_millis(500);
    println!("in a task: {:?}", answered.recv_timeout(patience));
    println!("on a blocking thread: {:?}", serve(false));
}
