async fn ask(service: &str) -> String {
    format!("{service}'s answer")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let service = "weather".to_owned();
    let task = tokio::spawn(async move { ask(&service).await });
    println!("{}", task.await.unwrap());
    // ANCHOR_END: main
}
