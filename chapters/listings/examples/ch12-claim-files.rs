// measures: release
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use listings::{amount, claim};
use tokio::task::{JoinSet, spawn_blocking};

fn add(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte)).sum()
}

// ANCHOR: main
async fn plain(paths: Vec<PathBuf>) -> u64 {
    paths.iter().map(|path| add(&fs::read(path).unwrap())).sum()
}

async fn one_by_one(paths: Vec<PathBuf>) -> u64 {
    let mut sum = 0;
    for path in paths {
        sum += add(&tokio::fs::read(path).await.unwrap());
    }
    sum
}

async fn join_set(paths: Vec<PathBuf>) -> u64 {
    let mut tasks = JoinSet::new();
    for path in paths {
        tasks.spawn(async move { add(&tokio::fs::read(path).await.unwrap()) });
    }
    tasks.join_all().await.into_iter().sum()
}

async fn one_job(paths: Vec<PathBuf>) -> u64 {
    let read = |path: &PathBuf| add(&fs::read(path).unwrap());
    spawn_blocking(move || paths.iter().map(read).sum())
        .await
        .unwrap()
}
// ANCHOR_END: main

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let paths = files(folder.path(), amount(2_000, 20));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let mut figures = Vec::new();
    let mut tell = |name: &str, read: &dyn Fn(Vec<PathBuf>) -> Boxed| {
        let rounds = (0..amount(10, 1)).map(|_| {
            let reading = read(paths.clone());
            let start = Instant::now();
            runtime.block_on(reading);
            start.elapsed()
        });
        let best = rounds.min().expect("some rounds");
        println!("{name:26} ~{:.1} ms", best.as_secs_f64() * 1e3);
        figures.push(best);
    };
    tell("plain, on the loop:", &|paths| Box::pin(plain(paths)));
    tell("tokio::fs, one by one:", &|paths| {
        Box::pin(one_by_one(paths))
    });
    tell("tokio::fs, in a JoinSet:", &|paths| {
        Box::pin(join_set(paths))
    });
    tell("one job for all:", &|paths| Box::pin(one_job(paths)));
    let [plain, one_by_one, join_set, one_job]: [Duration; 4] =
        figures.try_into().expect("four figures");
    claim(
        plain * 3 < one_by_one * 2,
        "tokio::fs takes longer, one by one",
    );
    claim(
        plain * 3 < join_set * 2,
        "tokio::fs takes longer, in a JoinSet",
    );
    claim(
        one_job < one_by_one,
        "one job is faster than a job for each file",
    );
}

type Boxed = std::pin::Pin<Box<dyn Future<Output = u64>>>;

fn files(folder: &Path, count: u32) -> Vec<PathBuf> {
    let file = |n| {
        let path = folder.join(format!("{n}.bin"));
        fs::write(&path, [7; 4096]).expect("a temporary file");
        path
    };
    (0..count).map(file).collect()
}
