use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

fn device() -> Receiver<u32> {
    let (sender, messages) = mpsc::channel(8);
    tokio::spawn(async move {
        for message in 0..50 {
            sender.send(message).await.unwrap();
            ms(20).await;
        }
    });
    messages
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut messages = device();
    // ANCHOR: main
    let period = Duration::from_millis(30);
    let mut report = interval_at(Instant::now() + period, period);
    report.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut end_of_session = pin!(sleep(Duration::from_millis(610)));

    let (mut received, mut reports) = (0, 0);
    loop {
        tokio::select! {
            biased;
            () = &mut end_of_session => break,
            _ = report.tick() => reports += 1,
            message = messages.recv() => match message {
                Some(_) => received += 1,
                None => break,
            },
        }
    }
    println!("{received} messages, {reports} reports");
    // ANCHOR_END: main
}
