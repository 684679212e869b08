use std::process::Command;
use std::thread;

use tokio::task::spawn_blocking;

fn checksum(name: &str) -> u64 {
    name.bytes().map(u64::from).sum()
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    if let Some(name) = std::env::args().nth(1) {
        println!("{}", checksum(&name)); // this is the child process
        return;
    }
    let thread = thread::spawn(|| checksum("a.bin"));
    println!("a thread:          {}", thread.join().unwrap());
    let job = spawn_blocking(|| checksum("a.bin"));
    println!("a blocking thread: {}", job.await.unwrap());
    let task = tokio::spawn(async { checksum("a.bin") });
    println!("a task:            {}", task.await.unwrap());
    let (sum, _) = rayon::join(|| checksum("a.bin"), || checksum("b.bin"));
    println!("rayon:             {sum}");
    let program = std::env::current_exe().unwrap();
    let child = Command::new(program).arg("a.bin").output().unwrap();
    let text = String::from_utf8(child.stdout).unwrap();
    println!("a process:         {:?}", text.trim().parse::<u64>());
}
// ANCHOR_END: main
