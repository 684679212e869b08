use std::io;

use kit::Recorder;
use kit::record::Level;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, duplex};

const KB: usize = 1024;

fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

// ANCHOR: whole
async fn lines_of_whole(
    mut log: impl AsyncRead + Unpin,
    held: impl Fn(usize),
) -> io::Result<usize> {
    let mut body = Vec::new();
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
    let mut chunk = Vec::new();
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
            theirs.write_all(&part).await.expect("the client reads all");
        }
    });
    ours
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let lab = Recorder::new();
    let held = |of: &'static str| {
        let lab = lab.clone();
        let most = std::cell::Cell::new(0);
        move |bytes: usize| {
            if bytes > most.get() {
                most.set(bytes);
                println!("{of}: {} kB", bytes / KB);
            }
            lab.level(Level {
                of: of.to_owned(),
                level: bytes / KB,
                capacity: None,
                waiting: Vec::new(),
            });
        }
    };
    let lines = lines_of_chunks(log(), held("chunk by chunk")).await?;
    println!("{lines} lines");
    let lines = lines_of_whole(log(), held("the whole body")).await?;
    println!("{lines} lines");
    lab.keep_beside_listing();
    Ok(())
}
