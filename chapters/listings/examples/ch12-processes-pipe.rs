use std::time::Duration;

use kit::Recorder;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::time::{sleep, timeout};

// ANCHOR: worker
/// A task instead of a process. A large file takes it 50 ms.
async fn worker(lab: Recorder, pipe: DuplexStream) {
    let mut pipe = BufReader::new(pipe);
    let mut job = String::new();
    while pipe.read_line(&mut job).await.unwrap() > 0 {
        let sum = if job.trim() == "large.bin" {
            sleep(Duration::from_millis(50)).await;
            "5000"
        } else {
            "6"
        };
        lab.step(
            "worker",
            format!("{}: writes {sum}", job.trim()),
            format!("pipe: {sum}"),
        );
        pipe.write_all(format!("{sum}\n").as_bytes()).await.unwrap();
        job.clear();
    }
}
// ANCHOR_END: worker

async fn ask(lab: &Recorder, pipe: &mut BufReader<DuplexStream>, job: &str, held: &str) -> String {
    lab.step(
        "program",
        format!("asks for {job}"),
        format!("pipe: {held}"),
    );
    pipe.write_all(format!("{job}\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    pipe.read_line(&mut answer).await.unwrap();
    answer.trim().to_owned()
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (near, far) = duplex(1024);
    tokio::spawn(worker(lab.clone(), far));
    let mut pipe = BufReader::new(near);
    lab.note("A limit of 20 ms for large.bin, which takes 50 ms");
    let limit = Duration::from_millis(20);
    let large = timeout(limit, ask(&lab, &mut pipe, "large.bin", "empty")).await;
    assert!(large.is_err());
    lab.step("program", "gives up", "pipe: empty");
    sleep(Duration::from_millis(100)).await;
    let answer = ask(&lab, &mut pipe, "small.bin", "5000").await;
    lab.step(
        "program",
        format!("reads {answer} for small.bin"),
        "pipe: empty",
    );
    lab.note("The answer to small.bin comes next, and belongs to no question");
    println!("small.bin: {answer}");
    lab.keep_beside_listing();
}
