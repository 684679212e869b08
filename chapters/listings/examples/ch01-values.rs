// ANCHOR: main
async fn length(text: &str) -> usize {
    assert!(!text.is_empty(), "nothing to measure");
    text.len()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let awaited: usize = length("one").await;
    let (first, second) = tokio::join!(length("one"), length("three"));
    println!("awaited: {awaited}, joined: {first} and {second}");

    let task: tokio::task::JoinHandle<usize> = tokio::spawn(length("seven"));
    println!(
        "from a task: {:?}",
        task.await.map_err(|error| error.is_panic())
    );

    let task = tokio::spawn(length(""));
    println!(
        "from a task that panics: {:?}",
        task.await.map_err(|error| error.is_panic())
    );
}
// ANCHOR_END: main
