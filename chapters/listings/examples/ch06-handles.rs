use std::time::Duration;

use kit::panic_message;
use tokio::task::JoinError;
use tokio::time::sleep;

// ANCHOR: main
async fn get(path: &str, ms: u64) -> usize {
    sleep(Duration::from_millis(ms)).await;
    assert!(path.starts_with('/'), "{path} is not a path");
    path.len()
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let tea = tokio::spawn(get("/tea", 30));
    let wrong = tokio::spawn(get("rust", 20));
    let aborted = tokio::spawn(get("/async", 40));

    aborted.abort();
    println!("/tea: {}", ended(tea.await));
    println!("rust: {}", ended(wrong.await));
    println!("/async: {}", ended(aborted.await));
}

fn ended(result: Result<usize, JoinError>) -> String {
    match result {
        Ok(bytes) => format!("{bytes} bytes"),
        Err(error) if error.is_cancelled() => "aborted".to_owned(),
        Err(error) => format!("panicked: {}", panic_message(&*error.into_panic())),
    }
}
// ANCHOR_END: main
