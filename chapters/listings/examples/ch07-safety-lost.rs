use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{Instant, interval_at, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: device
async fn device(mut gateway: DuplexStream) {
    gateway.write_all(b"AB").await.unwrap();
    ms(30).await; // the rest comes in another packet
    gateway.write_all(b"CDEFGH").await.unwrap();
}
// ANCHOR_END: device

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (mut connection, other_end) = duplex(64);
    tokio::spawn(device(other_end));
    let period = Duration::from_millis(20);
    let mut beat = interval_at(Instant::now() + period, period);

    // ANCHOR: main
    loop {
        let mut message = [0; 4];
        tokio::select! {
            biased;
            read = connection.read_exact(&mut message) => match read {
                Ok(_) => println!("message {}", String::from_utf8_lossy(&message)),
                Err(error) => {
                    println!("{error}");
                    break;
                }
            },
            _ = beat.tick() => println!("beat"),
        }
    }
    // ANCHOR_END: main
}
