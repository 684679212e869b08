use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use kit::Recorder;
use kit::record::Level;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

/// Posts at these milliseconds: a burst, a gap, a slow trickle.
fn posts(began: Instant) -> impl Stream<Item = u64> {
    let times = [5, 10, 15, 20, 25, 30, 130, 190];
    stream::iter(times.into_iter().zip(1..)).then(move |(ms, id)| async move {
        sleep_until(began + Duration::from_millis(ms)).await;
        id
    })
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, began) = (Recorder::new(), Instant::now());
    let tell = |held: &[u64]| {
        lab.level(Level {
            of: "posts held".to_owned(),
            level: held.len(),
            capacity: Some(4),
            waiting: Vec::new(),
        });
    };
    let insert = |posts: &mut Vec<u64>| {
        println!("{:3} ms: insert {posts:?}", began.elapsed().as_millis());
        posts.clear();
    };
    tell(&[]);
    // ANCHOR: main
    let mut posts = pin!(posts(began));
    let mut tick = interval(Duration::from_millis(50));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut held: Vec<u64> = Vec::new();
    loop {
        tokio::select! {
            biased;
            _ = tick.tick() => if !held.is_empty() { insert(&mut held) },
            post = posts.next() => match post {
                Some(post) => held.push(post),
                None => break,
            },
        }
        tell(&held);
        if held.len() == 4 {
            insert(&mut held);
            tell(&held);
        }
    }
    insert(&mut held); // what is left
    // ANCHOR_END: main
    tell(&held);
    lab.keep_beside_listing();
}
