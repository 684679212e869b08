use std::sync::{Arc, Mutex};

async fn get(path: &str) -> usize {
    tokio::task::yield_now().await;
    path.len()
}

async fn add(total: Arc<Mutex<usize>>, path: &'static str) {
    let mut total = total.lock().unwrap();
    *total += get(path).await;
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let total = Arc::new(Mutex::new(0));
    let task = tokio::spawn(add(Arc::clone(&total), "/tea"));
    task.await.unwrap();
    println!("{total:?}");
}
