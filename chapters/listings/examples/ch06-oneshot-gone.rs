use tokio::sync::oneshot;
use tokio::task::yield_now;

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (sender, receiver) = oneshot::channel::<usize>();
    tokio::spawn(async move {
        let Ok(bytes) = "many".parse() else {
            return; // and `sender` is dropped
        };
        let _ = sender.send(bytes);
    });
    println!("without a sender: {:?}", receiver.await);

    let (sender, receiver) = oneshot::channel();
    let given_up = tokio::spawn(receiver);
    given_up.abort();
    yield_now().await;
    println!("without a receiver: {:?}", sender.send(4));
}
// ANCHOR_END: main
