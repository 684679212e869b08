use tokio::runtime::Handle;
use tokio::task::yield_now;

// ANCHOR: main
async fn look_up(photo: &str) -> String {
    yield_now().await; // asks a database
    format!("the owner of {photo}")
}

/// A callback of a library that is not async.
fn owner_of(photo: &str) -> String {
    Handle::current().block_on(look_up(photo))
}

#[tokio::main]
async fn main() {
    let task = tokio::spawn(async { owner_of("tea.jpg") });
    match task.await {
        Ok(owner) => println!("{owner}"),
        Err(error) => println!("the task panicked: {}", text_of(error)),
    }

    let thread = tokio::task::spawn_blocking(|| owner_of("tea.jpg"));
    println!("{}", thread.await.unwrap());
}
// ANCHOR_END: main

/// The first sentence of the panic's message.
fn text_of(error: tokio::task::JoinError) -> String {
    let payload = error.into_panic();
    let text = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied());
    let first = text.and_then(|text| text.split('.').next());
    first.unwrap_or("no text").to_owned()
}
