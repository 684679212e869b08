use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio::try_join;

// ANCHOR: save
async fn save(path: &'static str, ms: u64) -> Result<usize, String> {
    sleep(Duration::from_millis(ms)).await;
    if path == "/missing" {
        return Err(format!("{path}: status 404"));
    }
    println!("{path} is written to the folder");
    Ok(path.len())
}
// ANCHOR_END: save

// ANCHOR: main
async fn result(task: JoinHandle<Result<usize, String>>) -> Result<usize, String> {
    task.await.unwrap()
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let tea = tokio::spawn(save("/tea", 30));
    let missing = tokio::spawn(save("/missing", 20));
    let rust = tokio::spawn(save("/rust", 10));

    match try_join!(result(tea), result(missing), result(rust)) {
        Ok(sizes) => println!("complete: {sizes:?}"),
        Err(error) => println!("{error}; the folder is deleted"),
    }
    sleep(Duration::from_secs(1)).await;
}
// ANCHOR_END: main
