use std::sync::Arc;
use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

const LIMIT: usize = 3;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    let permits = Arc::new(Semaphore::new(LIMIT));
    let taken = {
        let (lab, permits) = (lab.clone(), permits.clone());
        move |waiting: &[&str]| tell(&lab, LIMIT - permits.available_permits(), waiting)
    };
    taken(&[]);
    let mut tasks = JoinSet::new();
    // ANCHOR: requests
    for (path, ms) in [
        ("/tea", 50),
        ("/rust", 20),
        ("/async", 40),
        ("/wake", 10),
        ("/poll", 30),
        ("/pin", 20),
        ("/drop", 20),
    ] {
        // ANCHOR_END: requests
        if permits.available_permits() == 0 {
            taken(&["loop"]);
        }
        let permit = permits.clone().acquire_owned().await.unwrap();
        taken(&[]);
        let (at, taken) = (began.elapsed().as_millis(), taken.clone());
        tasks.spawn(async move {
            println!("{at} ms: {path} begins");
            sleep(Duration::from_millis(ms)).await;
            drop(permit);
            taken(&[]);
        });
    }
    tasks.join_all().await;
    println!("{} ms: all have ended", began.elapsed().as_millis());
    lab.keep_beside_listing();
}

fn tell(lab: &Recorder, level: usize, waiting: &[&str]) {
    lab.level(Level {
        of: "permits taken".to_owned(),
        level,
        capacity: Some(LIMIT),
        waiting: waiting.iter().map(|name| (*name).to_owned()).collect(),
    });
}
