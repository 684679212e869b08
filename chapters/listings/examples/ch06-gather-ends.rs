use std::time::Duration;

use kit::panic_message;
use tokio::task::JoinSet;
use tokio::time::sleep;

// ANCHOR: get
async fn get(path: &'static str, ms: u64) -> Result<usize, u16> {
    sleep(Duration::from_millis(ms)).await;
    match path {
        "/missing" => Err(404),
        "/broken" => panic!("{path} has no end"),
        _ => Ok(path.len()),
    }
}
// ANCHOR_END: get

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut tasks = JoinSet::new();
    tasks.spawn(get("/tea", 30));
    tasks.spawn(get("/missing", 20));
    tasks.spawn(get("/broken", 40));
    tasks.spawn(get("/rust", 10));

    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(Ok(bytes)) => println!("{bytes} bytes"),
            Ok(Err(status)) => println!("status {status}"),
            Err(error) => {
                println!("the error says: {}", without_id(&error.to_string()));
                println!("its payload says: {}", panic_message(&*error.into_panic()));
            }
        }
    }
}
// ANCHOR_END: main

/// The number of a task differs from run to run.
fn without_id(text: &str) -> String {
    let number = |word: &str| word.parse::<u64>().is_ok();
    let words = text
        .split(' ')
        .map(|word| if number(word) { "N" } else { word });
    words.collect::<Vec<_>>().join(" ")
}
