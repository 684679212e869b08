//! Two timers, one after the other.
use std::time::{Duration, Instant};

/// A struct with a lifetime, to see its colours.
#[derive(Debug, Clone)]
struct Job<'a> {
    name: &'a str,
    turns: u32,
}

const LIMIT: usize = 0x10;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now(); // the clock starts here
    let job = Job { name: "slow", turns: 2 };
    tokio::time::sleep(Duration::from_millis(250)).await;
    if job.turns > 1 && LIMIT != 3 {
        println!("{}: finished after {:?}, a line that is too long for any small screen", job.name, begun.elapsed());
    }
    Ok(())
}
