use std::time::Duration;

use kit::Recorder;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

// ANCHOR: ask
async fn ask(wire: &mut Wire, name: &'static str) -> &'static str {
    loop {
        wire.send(name);
        if let Ok(price) = timeout(ms(200), wire.receive()).await {
            return price;
        }
        println!("{:3} ms: no reply, ask for {name} again", wire.ms());
    }
}
// ANCHOR_END: ask

/// A network in memory, with the quote service at its other end. The first datagram takes longer
/// than the second.
struct Wire {
    lab: Recorder,
    began: Instant,
    sent: usize,
    arrives: mpsc::UnboundedSender<&'static str>,
    arrived: mpsc::UnboundedReceiver<&'static str>,
}

impl Wire {
    fn send(&mut self, name: &'static str) {
        let travel = [250, 40, 20, 20][self.sent]; // there and back, in milliseconds
        self.sent += 1;
        let price = if name == "tin" { "27" } else { "9" };
        let arrives = self.arrives.clone();
        let lane = format!("{name}, try {}", if self.sent == 2 { 2 } else { 1 });
        self.lab.spawn(lane, async move {
            sleep(ms(travel)).await;
            let _ = arrives.send(price);
        });
    }

    async fn receive(&mut self) -> &'static str {
        self.arrived.recv().await.unwrap()
    }

    fn ms(&self) -> u128 {
        self.began.elapsed().as_millis()
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, (arrives, arrived)) = (Recorder::new(), mpsc::unbounded_channel());
    let mut wire = Wire {
        lab: lab.clone(),
        began: Instant::now(),
        sent: 0,
        arrives,
        arrived,
    };
    lab.watch("client", async {
        // ANCHOR: main
        let price = ask(&mut wire, "tin").await;
        println!("{:3} ms: tin costs {price}", wire.ms());
        sleep(ms(5)).await;
        let price = ask(&mut wire, "salt").await;
        println!("{:3} ms: salt costs {price}", wire.ms());
        // ANCHOR_END: main
    })
    .await;
    lab.keep_beside_listing();
}
