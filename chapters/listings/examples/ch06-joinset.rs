use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::sleep;

// ANCHOR: respond
/// The page for a path, after 25 ms.
async fn respond(path: &'static str) -> String {
    sleep(Duration::from_millis(25)).await;
    path.repeat(1_000)
}
// ANCHOR_END: respond

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    joins_at_the_end(a_thousand_requests()).await;
    joins_as_it_goes(a_thousand_requests()).await;
}

/// One request every 10 ms.
fn a_thousand_requests() -> mpsc::Receiver<&'static str> {
    let (requests, queue) = mpsc::channel(1);
    tokio::spawn(async move {
        for _ in 0..1_000 {
            requests.send("/tea").await.unwrap();
            sleep(Duration::from_millis(10)).await;
        }
    });
    queue
}

// ANCHOR: end
async fn joins_at_the_end(mut queue: mpsc::Receiver<&'static str>) {
    let mut tasks = JoinSet::new();
    while let Some(path) = queue.recv().await {
        tasks.spawn(respond(path));
    }
    println!("at the end: {} tasks in the set", tasks.len());
    tasks.join_all().await;
}
// ANCHOR_END: end

// ANCHOR: goes
async fn joins_as_it_goes(mut queue: mpsc::Receiver<&'static str>) {
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            path = queue.recv() => match path {
                Some(path) => _ = tasks.spawn(respond(path)),
                None => break,
            },
            Some(page) = tasks.join_next() => drop(page.unwrap()),
        }
    }
    println!("as it goes: {} tasks in the set", tasks.len());
    tasks.join_all().await;
}
// ANCHOR_END: goes
