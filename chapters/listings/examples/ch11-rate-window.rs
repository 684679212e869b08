use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::time::{Instant, sleep, sleep_until};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

// ANCHOR: window
/// Ten requests in each second.
struct Window {
    began: Instant,
    second: u64,
    used: u32,
}

impl Window {
    fn try_take(&mut self) -> bool {
        let second = self.began.elapsed().as_secs();
        if second != self.second {
            (self.second, self.used) = (second, 0);
        }
        let free = self.used < 10;
        self.used += u32::from(free);
        free
    }
}
// ANCHOR_END: window

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    let mut window = Window {
        began,
        second: 0,
        used: 0,
    };
    let tell = |window: &Window| {
        lab.level(Level {
            of: "requests of this second".to_owned(),
            level: window.used as usize,
            capacity: Some(10),
            waiting: Vec::new(),
        });
    };
    tell(&window);
    // ANCHOR: main
    sleep_until(began + ms(900)).await;
    let mut served = 0;
    for _ in 0..40 {
        served += u32::from(window.try_take());
        tell(&window);
        sleep(ms(5)).await;
    }
    println!("{served} of 40 requests within 200 ms were served");
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
