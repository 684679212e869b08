use tokio::sync::Mutex;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let log = Mutex::new(Vec::new());
    let guard = log.lock().await;

    let a = async { log.lock().await.push("/a") };
    let b = async { log.lock().await.push("/b") };
    let c = async {
        drop(guard);
        println!("`try_lock` works: {}", log.try_lock().is_ok());
    };
    tokio::join!(biased; b, a, c); // polls them in this order
    println!("{:?}", log.lock().await);
    // ANCHOR_END: main
}
