use std::io::Read;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::mpsc;

use futures::poll;
use tokio::fs::{self, File};
use tokio::io::AsyncReadExt;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

// ANCHOR: ways
async fn pieces(path: PathBuf) -> u64 {
    let mut file = File::open(path).await.unwrap();
    let (mut buffer, mut sum) = (vec![0; 4096], 0);
    loop {
        let n = file.read(&mut buffer).await.unwrap();
        if n == 0 {
            return sum;
        }
        sum += add(&buffer[..n]);
    }
}

async fn whole(path: PathBuf) -> u64 {
    add(&fs::read(path).await.unwrap())
}

async fn batch(paths: Vec<PathBuf>) -> u64 {
    spawn_blocking(move || paths.into_iter().map(plain).sum())
        .await
        .unwrap()
}
// ANCHOR_END: ways

/// The same as `pieces`, without async.
fn plain(path: PathBuf) -> u64 {
    let mut file = std::fs::File::open(path).unwrap();
    let (mut buffer, mut sum) = (vec![0; 4096], 0);
    loop {
        match file.read(&mut buffer).unwrap() {
            0 => return sum,
            n => sum += add(&buffer[..n]),
        }
    }
}

fn add(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte)).sum()
}

/// A job that occupies the pool's only thread until its gate is dropped.
struct Gate {
    _open: mpsc::Sender<()>,
    begun: oneshot::Receiver<()>,
}

fn gate() -> Gate {
    let (_open, closed) = mpsc::channel::<()>();
    let (begins, begun) = oneshot::channel();
    spawn_blocking(move || {
        let _ = begins.send(());
        let _ = closed.recv();
    });
    Gate { _open, begun }
}

/// How many jobs the future gives to the pool, one after another. The pool has one thread, and
/// takes its jobs in order: a new gate begins when the job before it has run.
async fn jobs<T>(future: impl Future<Output = T>) -> (u32, T) {
    let (mut future, mut jobs) = (pin!(future), 0);
    let mut first = gate();
    (&mut first.begun).await.unwrap();
    loop {
        if let std::task::Poll::Ready(value) = poll!(future.as_mut()) {
            return (jobs, value);
        }
        jobs += 1;
        let mut next = gate();
        drop(first);
        (&mut next.begun).await.unwrap();
        first = next;
    }
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = (0..10_u8)
        .map(|file| folder.path().join(format!("{file}.bin")))
        .collect();
    for path in &paths {
        std::fs::write(path, [1; 16_384]).unwrap();
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()
        .unwrap();
    runtime.block_on(async {
        let (n, sum) = jobs(each(paths.clone(), pieces)).await;
        println!("File, in pieces of 4 KiB: {n:2} jobs, sum {sum}");
        let (n, sum) = jobs(each(paths.clone(), whole)).await;
        println!("tokio::fs::read:          {n:2} jobs, sum {sum}");
        let (n, sum) = jobs(batch(paths.clone())).await;
        println!("a batch in one job:       {n:2} jobs, sum {sum}");
    });
}

async fn each<F: Future<Output = u64>>(paths: Vec<PathBuf>, check: impl Fn(PathBuf) -> F) -> u64 {
    let mut sum = 0;
    for path in paths {
        sum += check(path).await;
    }
    sum
}
