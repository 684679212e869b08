use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

// ANCHOR: file
struct File(&'static str);

impl Drop for File {
    fn drop(&mut self) {
        println!("{} is closed", self.0);
    }
}
// ANCHOR_END: file

async fn save(path: &'static str, ms: u64) -> Result<usize, String> {
    let _file = File(path);
    sleep(Duration::from_millis(ms)).await;
    if path == "/missing" {
        return Err(format!("{path}: status 404"));
    }
    Ok(path.len())
}

// ANCHOR: aborted
async fn aborted() -> Result<usize, String> {
    let (mut tasks, mut bytes) = (JoinSet::new(), 0);
    for (path, ms) in [("/tea", 30), ("/missing", 20), ("/rust", 40)] {
        tasks.spawn(save(path, ms));
    }
    while let Some(ended) = tasks.join_next().await {
        match ended.unwrap() {
            Ok(size) => bytes += size,
            Err(error) => {
                tasks.abort_all();
                return Err(error);
            }
        }
    }
    Ok(bytes)
}
// ANCHOR_END: aborted

// ANCHOR: stop
async fn stop<T: 'static>(tasks: &mut JoinSet<T>) {
    tasks.abort_all();
    while tasks.join_next().await.is_some() {}
}
// ANCHOR_END: stop

async fn gone() -> Result<usize, String> {
    let (mut tasks, mut bytes) = (JoinSet::new(), 0);
    for (path, ms) in [("/tea", 30), ("/missing", 20), ("/rust", 40)] {
        tasks.spawn(save(path, ms));
    }
    while let Some(ended) = tasks.join_next().await {
        match ended.unwrap() {
            Ok(size) => bytes += size,
            Err(error) => {
                stop(&mut tasks).await;
                return Err(error);
            }
        }
    }
    Ok(bytes)
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!("{:?}", aborted().await);
    println!("the folder is deleted");
    // ANCHOR_END: main
    sleep(Duration::from_secs(1)).await;
    println!("with the joins:");
    println!("{:?}", gone().await);
    println!("the folder is deleted");
}
