async fn ask(service: &str) -> String {
    format!("{service}'s answer")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let service = "weather".to_owned();
    let task = tokio::spawn(ask(&service));
    println!("{}", task.await.unwrap());
}
