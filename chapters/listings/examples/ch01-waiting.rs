// measures: release
// needs: linux
// ANCHOR: main
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Stands for a service that answers after `latency` milliseconds.
fn ask(service: &str, latency: u64) -> String {
    sleep(Duration::from_millis(latency));
    format!("{service}'s answer")
}

/// For how long this process has been on a processor, as Linux counts it.
fn worked() -> Duration {
    let file = "/proc/self/schedstat";
    let text = std::fs::read_to_string(file).expect("this is Linux");
    let nanoseconds = text.split(' ').next().expect("three numbers");
    Duration::from_nanos(nanoseconds.parse().expect("a number"))
}

fn main() {
    let start = Instant::now();
    println!("{}", ask("weather", 100));
    println!("{}", ask("news", 200));
    println!("{}", ask("rates", 150));
    let elapsed = start.elapsed();

    println!("from start to end: ~{} ms", elapsed.as_millis());
    println!("on a processor:    ~{:.1} ms", worked().as_secs_f64() * 1e3);
    // ANCHOR_END: main
    listings::claim(
        elapsed >= Duration::from_millis(450),
        "the three latencies add up",
    );
    listings::claim(
        worked() * 20 < elapsed,
        "it works for less than a twentieth of the time",
    );
}
