use std::cell::Cell;
use std::io;

use std::time::Duration;

use kit::Recorder;
use kit::record::Level;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, duplex};
use tokio::time::sleep;

const KB: usize = 1024;

fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

// ANCHOR: whole
async fn lines_of_whole(
    mut log: impl AsyncRead + Unpin,
    held: impl Fn(usize),
) -> io::Result<usize> {
    let mut body = Vec::with_capacity(4 * KB);
    while log.read_buf(&mut body).await? > 0 {
        held(body.len());
    }
    Ok(count(&body))
}
// ANCHOR_END: whole

// ANCHOR: chunks
async fn lines_of_chunks(
    mut log: impl AsyncRead + Unpin,
    held: impl Fn(usize),
) -> io::Result<usize> {
    let mut chunk = Vec::with_capacity(4 * KB);
    let mut lines = 0;
    while log.read_buf(&mut chunk).await? > 0 {
        held(chunk.len());
        lines += count(&chunk);
        chunk.clear(); // the next read takes the same memory
    }
    Ok(lines)
}
// ANCHOR_END: chunks

/// The connection to a server that sends 64 kB, through a buffer of 4 kB.
fn log() -> impl AsyncRead + Unpin {
    let (ours, mut theirs) = duplex(4 * KB);
    tokio::spawn(async move {
        let part = b"GET /index.html\n".repeat(4 * KB / 16);
        for _ in 0..16 {
            sleep(Duration::from_millis(10)).await;
            theirs.write_all(&part).await.expect("the client reads all");
        }
    });
    ours
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let (lab, most) = (Recorder::new(), Cell::new(0));
    let held = |of: &'static str| {
        let (lab, most) = (&lab, &most);
        move |bytes: usize| {
            most.set(most.get().max(bytes));
            lab.level(Level {
                of: of.to_owned(),
                level: bytes / KB,
                capacity: None,
                waiting: Vec::new(),
            });
        }
    };
    let lines = lines_of_whole(log(), held("kB, the whole body")).await?;
    println!(
        "the whole body: {lines} lines, {} kB in memory",
        most.take() / KB
    );
    let lines = lines_of_chunks(log(), held("kB, chunk by chunk")).await?;
    println!(
        "chunk by chunk: {lines} lines, {} kB in memory",
        most.take() / KB
    );
    lab.keep_beside_listing();
    Ok(())
}
