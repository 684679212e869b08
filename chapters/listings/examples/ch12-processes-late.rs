use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// One line in, one line out. With numbers, a line begins with the number of its job.
fn work(numbers: bool) {
    for job in io::stdin().lines() {
        let job = job.expect("a line");
        let (number, path) = match job.split_once(' ') {
            Some((number, path)) if numbers => (format!("{number} "), path),
            _ => (String::new(), job.as_str()),
        };
        // The disk of a large file is slow: the file is there after a while.
        while !Path::new(path).exists() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let bytes = std::fs::read(path).expect("a file");
        let sum: u64 = bytes.iter().map(|byte| u64::from(*byte)).sum();
        println!("{number}{sum}");
    }
}

struct Worker {
    _child: Child,
    jobs: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    number: u64,
}

impl Worker {
    fn start(argument: &str) -> io::Result<Worker> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(argument)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Worker {
            jobs: child.stdin.take().expect("it is piped"),
            answers: BufReader::new(child.stdout.take().expect("it is piped")).lines(),
            number: 0,
            _child: child,
        })
    }

    async fn ask(&mut self, job: &str) -> io::Result<Option<String>> {
        self.jobs.write_all(format!("{job}\n").as_bytes()).await?;
        self.answers.next_line().await
    }

    // ANCHOR: numbered
    async fn ask_by_number(&mut self, job: &str) -> io::Result<Option<String>> {
        self.number += 1;
        let (line, own) = (
            format!("{} {job}\n", self.number),
            format!("{} ", self.number),
        );
        self.jobs.write_all(line.as_bytes()).await?;
        while let Some(answer) = self.answers.next_line().await? {
            if let Some(sum) = answer.strip_prefix(&own) {
                return Ok(Some(sum.to_owned()));
            }
            println!("skipped: {answer}");
        }
        Ok(None)
    }
    // ANCHOR_END: numbered
}

fn main() -> io::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("worker") => work(false),
        Some("numbers") => work(true),
        _ => return boss(),
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn boss() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (large, hidden, small) = (path("large.bin"), path("hidden"), path("small.bin"));
    std::fs::write(&small, [1; 6])?;
    let limit = Duration::from_millis(20);

    std::fs::write(&hidden, [1; 5000])?;
    let mut worker = Worker::start("worker")?;
    // ANCHOR: main
    if timeout(limit, worker.ask(&large)).await.is_err() {
        println!("large.bin: no answer in time");
    }
    std::fs::rename(&hidden, &large)?; // now the disk has it
    println!("small.bin: {:?}", worker.ask(&small).await?);
    // ANCHOR_END: main
    std::fs::rename(&large, &hidden)?;

    let mut worker = Worker::start("numbers")?;
    if timeout(limit, worker.ask_by_number(&large)).await.is_err() {
        println!("large.bin: no answer in time");
    }
    std::fs::rename(&hidden, &large)?;
    println!("small.bin: {:?}", worker.ask_by_number(&small).await?);
    Ok(())
}
