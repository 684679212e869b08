// measures: release
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use poller::{Events, Poller};

// ANCHOR: main
/// What a loop and other threads share.
struct Shared {
    letters: Mutex<VecDeque<&'static str>>,
    poller: Poller,
}

/// A loop that takes letters, and has a timer in a second. Tells when it has found one.
fn run(shared: &Shared) -> io::Result<Duration> {
    let (start, mut events) = (Instant::now(), Events::new());
    loop {
        if shared.letters.lock().unwrap().pop_front().is_some() {
            return Ok(start.elapsed());
        }
        shared
            .poller
            .wait(&mut events, Some(Duration::from_secs(1)))?;
    }
}

/// Runs the loop, and lets a friend on another thread write after 50 ms.
fn noticed_after(notify: bool) -> io::Result<Duration> {
    let shared = Arc::new(Shared {
        letters: Mutex::default(),
        poller: Poller::new()?,
    });
    let theirs = Arc::clone(&shared);
    let friend = thread::spawn(move || -> io::Result<()> {
        thread::sleep(Duration::from_millis(50));
        theirs.letters.lock().unwrap().push_back("hello");
        if notify {
            theirs.poller.notify()?;
        }
        Ok(())
    });
    let noticed = run(&shared)?;
    friend.join().unwrap()?;
    Ok(noticed)
}
// ANCHOR_END: main

fn main() -> io::Result<()> {
    let (late, soon) = (noticed_after(false)?, noticed_after(true)?);
    println!(
        "enqueued only:         noticed after ~{:.2} s",
        late.as_secs_f64()
    );
    println!(
        "enqueued and notified: noticed after ~{:.2} s",
        soon.as_secs_f64()
    );
    listings::claim(
        late >= Duration::from_secs(1) && late > soon * 2,
        "without notify, the letter waits for the timer",
    );
    Ok(())
}
