use std::time::Duration;

use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::timeout;

struct Uploads {
    count: watch::Sender<u32>,
}

impl Uploads {
    fn end(&self) {
        self.count.send_modify(|count| *count -= 1);
        println!("an upload ends, {} left", *self.count.borrow());
    }

    // ANCHOR: wait
    async fn all_ended(&self) {
        let mut count = self.count.subscribe();
        let now = *count.borrow();
        println!("waits for {now}");
        report(now).await;
        let none_left = count.wait_for(|count| *count == 0).await;
        none_left.expect("self has the sender");
    }
    // ANCHOR_END: wait
}

async fn report(_count: u32) {
    yield_now().await;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let uploads = Uploads {
        count: watch::Sender::new(1),
    };
    let upload = async { uploads.end() };
    let both = async { tokio::join!(uploads.all_ended(), upload) };
    let stopped = timeout(Duration::from_secs(60), both).await;
    println!("stopped: {}", stopped.is_ok());
}
