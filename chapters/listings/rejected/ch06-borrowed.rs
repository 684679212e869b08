async fn longest(paths: &[String]) -> usize {
    tokio::task::yield_now().await;
    paths.iter().map(String::len).max().unwrap_or(0)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let paths = vec!["/tea".to_owned(), "/rust".to_owned()];
    let task = tokio::spawn(longest(&paths));
    println!("{:?}", task.await);
    println!("of {paths:?}");
}
