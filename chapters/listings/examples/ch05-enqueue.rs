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
    messages: Mutex<VecDeque<&'static str>>,
    poller: Poller,
}

/// A loop that takes messages, and has a timer in one second. Returns when it found one.
fn run(shared: &Shared) -> io::Result<Duration> {
    let (start, mut events) = (Instant::now(), Events::new());
    loop {
        if shared.messages.lock().unwrap().pop_front().is_some() {
            return Ok(start.elapsed());
        }
        shared
            .poller
            .wait(&mut events, Some(Duration::from_secs(1)))?;
    }
}

/// Runs the loop, and lets another thread queue a message after 50 ms.
fn noticed_after(notify: bool) -> io::Result<Duration> {
    let shared = Arc::new(Shared {
        messages: Mutex::default(),
        poller: Poller::new()?,
    });
    let theirs = Arc::clone(&shared);
    let thread = thread::spawn(move || -> io::Result<()> {
        thread::sleep(Duration::from_millis(50));
        theirs.messages.lock().unwrap().push_back("hello");
        if notify {
            theirs.poller.notify()?;
        }
        Ok(())
    });
    let noticed = run(&shared)?;
    thread.join().unwrap()?;
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
        "without notify, the message waits for the timer",
    );
    Ok(())
}
