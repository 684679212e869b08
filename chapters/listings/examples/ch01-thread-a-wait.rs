// measures: release
// ANCHOR: main
use std::thread;
use std::time::{Duration, Instant};

fn ask(service: &str, latency: u64) -> String {
    thread::sleep(Duration::from_millis(latency));
    if service == "rates" {
        panic!("the rates are unreadable");
    }
    format!("{service}'s answer")
}

fn main() {
    let start = Instant::now();
    let weather = thread::spawn(|| ask("weather", 100));
    let news = thread::spawn(|| ask("news", 200));
    let rates = thread::spawn(|| ask("rates", 150));

    println!("weather: {:?}", weather.join());
    println!("news:    {:?}", news.join());
    println!(
        "rates:   {}",
        if rates.join().is_err() { "Err" } else { "Ok" }
    );
    let elapsed = start.elapsed();
    println!("after ~{} ms", elapsed.as_millis());
    // ANCHOR_END: main
    let [longest, sum] = [200, 450].map(Duration::from_millis);
    listings::claim(
        longest <= elapsed && elapsed < sum,
        "the longest wait counts, not their sum",
    );
}
