// needs: linux
use std::fs;
use std::future::pending;
use std::hint::black_box;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const THREADS: u32 = 1_000;
const TASKS: u32 = 100_000;
const TURNS: u32 = 20_000;

// ANCHOR: memory
/// What this process holds in memory, and what the kernel holds for threads, in kilobytes.
fn memory() -> f64 {
    kilobytes("/proc/self/status", "VmRSS:") + kilobytes("/proc/meminfo", "KernelStack:")
}

fn threads_that_wait() -> Cost {
    let (before, start) = (memory(), Instant::now());
    for _ in 0..THREADS {
        thread::spawn(thread::park);
    }
    let started = start.elapsed();
    thread::sleep(Duration::from_millis(100));
    Cost::of_each(THREADS, memory() - before, started)
}

async fn tasks_that_wait() -> Cost {
    let (before, start) = (memory(), Instant::now());
    for _ in 0..TASKS {
        tokio::spawn(pending::<()>());
    }
    let started = start.elapsed();
    tokio::time::sleep(Duration::from_millis(100)).await;
    Cost::of_each(TASKS, memory() - before, started)
}
// ANCHOR_END: memory

struct Cost {
    kilobytes: f64,
    start: Duration,
}

impl Cost {
    fn of_each(count: u32, kilobytes: f64, start: Duration) -> Cost {
        Cost {
            kilobytes: kilobytes / f64::from(count),
            start: start / count,
        }
    }
}

/// How long it takes to hand over to another thread: a ball goes to and fro.
fn thread_switch() -> Duration {
    let (ping, pinged) = mpsc::channel();
    let (pong, ponged) = mpsc::channel();
    let other = thread::spawn(move || {
        for ball in pinged {
            pong.send(ball).expect("somebody waits for it");
        }
    });
    let start = Instant::now();
    for ball in 0..TURNS {
        ping.send(ball).expect("somebody waits for it");
        black_box(ponged.recv().expect("it comes back"));
    }
    let elapsed = start.elapsed();
    drop(ping);
    other.join().expect("it does not panic");
    elapsed / (2 * TURNS)
}

/// The same with two tasks on one thread.
async fn task_switch() -> Duration {
    let (ping, mut pinged) = tokio::sync::mpsc::channel(1);
    let (pong, mut ponged) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        while let Some(ball) = pinged.recv().await {
            pong.send(ball).await.expect("somebody waits for it");
        }
    });
    let start = Instant::now();
    for ball in 0..TURNS {
        ping.send(ball).await.expect("somebody waits for it");
        black_box(ponged.recv().await.expect("it comes back"));
    }
    start.elapsed() / (2 * TURNS)
}

fn kilobytes(file: &str, name: &str) -> f64 {
    let text = fs::read_to_string(file).expect("this is Linux");
    let line = text.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number
        .expect("a line `name: number kB`")
        .parse()
        .expect("a number")
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let (task, task_switch) = runtime.block_on(async {
        let switch = task_switch().await;
        (tasks_that_wait().await, switch)
    });
    let (thread_switch, thread) = (thread_switch(), threads_that_wait());
    let microseconds = |time: Duration| time.as_secs_f64() * 1e6;

    println!("              a thread    a task");
    println!(
        "memory        ~{:7.1} kB ~{:.2} kB",
        thread.kilobytes, task.kilobytes
    );
    println!(
        "to start it   ~{:7.1} µs ~{:.2} µs",
        microseconds(thread.start),
        microseconds(task.start)
    );
    println!(
        "a switch      ~{:7.1} µs ~{:.2} µs",
        microseconds(thread_switch),
        microseconds(task_switch)
    );

    assert!(
        task.kilobytes * 10.0 < thread.kilobytes,
        "a task costs a tenth of a thread"
    );
    assert!(
        task.start * 5 < thread.start,
        "a task starts in a fifth of the time"
    );
    assert!(
        task_switch * 5 < thread_switch,
        "a switch takes a fifth of the time"
    );
}
