use std::rc::Rc;
use std::sync::{Arc, Mutex};

async fn get(path: &str) -> usize {
    tokio::task::yield_now().await;
    path.len()
}

// ANCHOR: owned
async fn longest(paths: Arc<[String]>) -> usize {
    tokio::task::yield_now().await;
    paths.iter().map(String::len).max().unwrap_or(0)
}
// ANCHOR_END: owned

// ANCHOR: before
async fn add(total: Arc<Mutex<usize>>, path: &'static str) {
    let bytes = get(path).await;
    *total.lock().unwrap() += bytes;
}
// ANCHOR_END: before

// ANCHOR: block
async fn report(path: &'static str) {
    {
        let name = Rc::<str>::from(path);
        println!("requesting {name}");
    }
    println!("{} bytes", get(path).await);
}
// ANCHOR_END: block

// ANCHOR: main
#[tokio::main]
async fn main() {
    let paths: Arc<[String]> = Arc::from(["/tea".to_owned(), "/rust".to_owned()]);
    let task = tokio::spawn(longest(Arc::clone(&paths)));
    println!("the longest of {paths:?} has {} bytes", task.await.unwrap());

    let total = Arc::new(Mutex::new(0));
    let tasks = ["/tea", "/rust"].map(|path| tokio::spawn(add(Arc::clone(&total), path)));
    for task in tasks {
        task.await.unwrap();
    }
    println!("{} bytes in all", total.lock().unwrap());

    tokio::spawn(report("/tea")).await.unwrap();
}
// ANCHOR_END: main
