use tokio::sync::broadcast;
use tokio::task::JoinSet;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let stored = broadcast::Sender::new(8);
    let mut listeners = JoinSet::new();
    let mut listen = |name| {
        let mut events = stored.subscribe();
        listeners.spawn(async move {
            let mut seen = Vec::new();
            while let Ok(event) = events.recv().await {
                seen.push(event);
            }
            format!("{name}: {seen:?}")
        });
    };
    println!("before anyone listens: {:?}", stored.send(0).is_ok());
    listen("mail");
    listen("search");
    for upload in 1..=4 {
        if upload == 3 {
            listen("late");
        }
        stored.send(upload).unwrap();
    }
    drop(stored);
    // ANCHOR_END: main
    let mut seen = listeners.join_all().await;
    seen.sort();
    println!("{}", seen.join("\n"));
}
