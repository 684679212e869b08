use std::collections::HashSet;
use std::io;
use std::process::{ExitStatus, Stdio};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

// ANCHOR: work
/// The worker: one line in, one line out, until its stdin is closed.
fn work() {
    for job in io::stdin().lines() {
        let path = job.unwrap();
        let sum = checksum(&std::fs::read(path).unwrap());
        println!("{} {sum}", std::process::id());
    }
}
// ANCHOR_END: work

fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte)).sum()
}

// ANCHOR: worker
struct Worker {
    child: Child,
    jobs: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Worker {
    /// This program, started again with an argument.
    fn start() -> io::Result<Worker> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Worker {
            jobs: child.stdin.take().expect("it is piped"),
            answers: BufReader::new(child.stdout.take().expect("it is piped")).lines(),
            child,
        })
    }

    async fn ask(&mut self, job: &str) -> io::Result<Option<String>> {
        self.jobs.write_all(format!("{job}\n").as_bytes()).await?;
        self.answers.next_line().await
    }

    /// The worker reads the end of its input, leaves its loop, and ends.
    async fn stop(mut self) -> io::Result<ExitStatus> {
        drop(self.jobs);
        self.child.wait().await
    }
}
// ANCHOR_END: worker

// ANCHOR: all
async fn check_all(paths: &[String]) -> io::Result<Vec<String>> {
    let (mut worker, mut answers) = (Worker::start()?, Vec::new());
    for path in paths {
        answers.push(worker.ask(path).await?.expect("it has not crashed"));
    }
    println!("a worker ends with code {:?}", worker.stop().await?.code());
    Ok(answers)
}
// ANCHOR_END: all

fn main() -> io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        work();
        return Ok(());
    }
    boss()
}

#[tokio::main(flavor = "current_thread")]
async fn boss() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut paths = Vec::new();
    for file in 1..=4_u8 {
        let path = folder.path().join(format!("{file}.bin"));
        std::fs::write(&path, [file; 100])?;
        paths.push(path.to_str().expect("the path is UTF-8").to_owned());
    }
    // ANCHOR: main
    let (left, right) = paths.split_at(2);
    let (left, right) = tokio::try_join!(check_all(left), check_all(right))?;
    // ANCHOR_END: main
    let mut pids = HashSet::from([std::process::id().to_string()]);
    for answer in left.iter().chain(&right) {
        let (pid, sum) = answer.split_once(' ').expect("two words");
        pids.insert(pid.to_owned());
        println!("sum {sum}");
    }
    println!("processes, with this one: {}", pids.len());
    Ok(())
}
