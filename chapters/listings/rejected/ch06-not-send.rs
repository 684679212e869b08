use std::rc::Rc;

async fn get(path: &str) -> usize {
    tokio::task::yield_now().await;
    path.len()
}

async fn report(name: Rc<str>) {
    let bytes = get(&name).await;
    println!("{name}: {bytes} bytes");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let task = tokio::spawn(report(Rc::from("/tea")));
    task.await.unwrap();
}
