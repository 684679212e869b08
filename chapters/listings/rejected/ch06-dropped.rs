use std::rc::Rc;

async fn get(path: &str) -> usize {
    tokio::task::yield_now().await;
    path.len()
}

async fn report(path: &'static str) {
    let name = Rc::<str>::from(path);
    println!("requesting {name}");
    drop(name);
    println!("{} bytes", get(path).await);
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let task = tokio::spawn(report("/tea"));
    task.await.unwrap();
}
