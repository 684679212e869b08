// measures: release
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use listings::{amount, claim};
use tokio::task::spawn_blocking;

const READS: u32 = 200;

// ANCHOR: main
fn plain(path: &Path) {
    for _ in 0..READS {
        black_box(fs::read(path).unwrap());
    }
}

async fn one_by_one(path: PathBuf) {
    for _ in 0..READS {
        let path = path.clone();
        black_box(spawn_blocking(|| fs::read(path)).await.unwrap().unwrap());
    }
}
// ANCHOR_END: main

fn main() {
    let path = std::env::temp_dir().join(format!("ch01-files-{}", std::process::id()));
    fs::write(&path, [7; 4096]).expect("a temporary file");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");

    let plain = best(|| plain(&path));
    let one_by_one = best(|| runtime.block_on(one_by_one(path.clone())));
    println!("fs::read:                     ~{:.1} µs a file", plain);
    println!("fs::read through the runtime: ~{:.1} µs a file", one_by_one);

    fs::remove_file(&path).expect("it was written above");
    claim(
        plain * 2.0 < one_by_one,
        "through the runtime, a read takes more than twice the time",
    );
}

/// Microseconds a read, from the best of many measurements: the others were disturbed.
fn best(mut measure: impl FnMut()) -> f64 {
    let rounds = (0..amount(20, 2)).map(|_| {
        let start = Instant::now();
        measure();
        start.elapsed()
    });
    let best: Duration = rounds.min().expect("some rounds");
    best.as_secs_f64() * 1e6 / f64::from(READS)
}
