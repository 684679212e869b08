// ANCHOR: main
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::time::sleep;

fn main() {
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();

    let answer = runtime.block_on(async {
        tokio::spawn(async {
            println!("a second task begins");
            sleep(Duration::from_secs(3600)).await;
            println!("a second task ends");
        });
        sleep(Duration::from_millis(10)).await;
        "the answer"
    });
    println!("block_on returns {answer:?}");

    drop(runtime);
    println!("the runtime is gone");
}
// ANCHOR_END: main
