// ANCHOR: main
async fn ask(service: &str) -> String {
    println!("{service} is asked");
    format!("{service}'s answer")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let first = ask("weather");
    let second = ask("news");
    println!("both are called");

    println!("{}", second.await);
    drop(first);
    println!("the end");
}
// ANCHOR_END: main
