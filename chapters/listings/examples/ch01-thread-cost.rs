// measures: release
// needs: linux
use std::fs;
use std::future::pending;
use std::thread;
use std::time::{Duration, Instant};

use listings::{amount, claim};
use tokio::task::{JoinSet, yield_now};

// ANCHOR: memory
/// Kilobytes that this process holds, and that the kernel holds for threads.
fn memory() -> f64 {
    let kernel = kilobytes("/proc/meminfo", "KernelStack:");
    kernel + kilobytes("/proc/self/status", "VmRSS:")
}

fn memory_of_a_thread() -> f64 {
    let before = memory();
    for _ in 0..1_000 {
        thread::spawn(thread::park);
    }
    thread::sleep(Duration::from_millis(100));
    (memory() - before) / 1_000.0
}

async fn memory_of_a_task() -> f64 {
    let before = memory();
    for _ in 0..100_000 {
        tokio::spawn(pending::<()>());
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    (memory() - before) / 100_000.0
}
// ANCHOR_END: memory

fn kilobytes(file: &str, name: &str) -> f64 {
    let text = fs::read_to_string(file).expect("this is Linux");
    let line = text.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number
        .expect("a line `name: number kB`")
        .parse()
        .expect("a number")
}

fn start_threads(count: u32) -> Duration {
    let start = Instant::now();
    let threads: Vec<_> = (0..count).map(|_| thread::spawn(|| ())).collect();
    let elapsed = start.elapsed();
    for thread in threads {
        thread.join().expect("it does not panic");
    }
    elapsed
}

async fn start_tasks(count: u32) -> Duration {
    let start = Instant::now();
    let tasks: JoinSet<()> = (0..count).map(|_| async {}).collect();
    let elapsed = start.elapsed();
    tasks.join_all().await;
    elapsed
}

/// Two threads wake each other in turn: each turn is two switches.
fn switch_threads(turns: u32) -> Duration {
    let first = thread::current();
    let other = thread::spawn(move || {
        for _ in 0..turns {
            thread::park();
            first.unpark();
        }
    });
    let start = Instant::now();
    for _ in 0..turns {
        other.thread().unpark();
        thread::park();
    }
    let elapsed = start.elapsed();
    other.join().expect("it does not panic");
    elapsed / 2
}

/// Two tasks give way to each other in turn: each turn is two switches.
async fn switch_tasks(turns: u32) -> Duration {
    async fn give_way(turns: u32) {
        for _ in 0..turns {
            yield_now().await;
        }
    }
    let other = tokio::spawn(give_way(turns));
    let start = Instant::now();
    tokio::spawn(give_way(turns))
        .await
        .expect("it does not panic");
    let elapsed = start.elapsed();
    other.await.expect("it does not panic");
    elapsed / 2
}

/// The time of one, from the best of many short measurements: the others were disturbed.
fn best(mut measure: impl FnMut(u32) -> Duration) -> Duration {
    const COUNT: u32 = 100;
    let rounds = (0..amount(50, 2)).map(|_| measure(COUNT));
    rounds.min().expect("some rounds") / COUNT
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let start = [
        best(start_threads),
        best(|count| runtime.block_on(start_tasks(count))),
    ];
    let switch = [
        best(switch_threads),
        best(|turns| runtime.block_on(switch_tasks(turns))),
    ];
    let memory = [memory_of_a_thread(), runtime.block_on(memory_of_a_task())];

    row("", ["a thread".to_owned(), "a task".to_owned()]);
    row(
        "memory, while it waits",
        // Other programs can give back threads meanwhile.
        memory.map(|cost| format!("~{:.2} kB", cost.max(0.0))),
    );
    row("to start one", start.map(microseconds));
    row("a switch to another", switch.map(microseconds));

    claim(
        memory[1] * 20.0 < memory[0],
        "a task needs less than a twentieth of a thread's memory",
    );
    claim(
        start[1] * 10 < start[0],
        "a task starts in less than a tenth of the time",
    );
    claim(
        switch[1] * 2 < switch[0],
        "a switch between tasks takes less than half the time",
    );
}

fn microseconds(time: Duration) -> String {
    format!("~{:.2} µs", time.as_secs_f64() * 1e6)
}

fn row(what: &str, [thread, task]: [String; 2]) {
    println!("{what:24}{thread:>12}{task:>12}");
}
