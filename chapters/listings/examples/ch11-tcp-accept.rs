// needs: linux, macos
use std::env;
use std::fs::File;
use std::io;
use std::process::Command;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// Opens files until the process may open no more.
fn use_up() -> Vec<File> {
    std::iter::from_fn(|| File::open("/dev/null").ok()).collect()
}

#[tokio::main(flavor = "current_thread")]
async fn limited() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut clients = Vec::new();
    for _ in 0..2 {
        clients.push(TcpStream::connect(listener.local_addr()?).await?);
    }
    listener.accept().await?;
    let mut files = use_up();
    // ANCHOR: spins
    let mut errors = 0;
    while errors < 100_000 {
        match listener.accept().await {
            Ok(_) => println!("accepted"),
            Err(_) => errors += 1, // log it and go on
        }
    }
    println!("{errors} errors in a row");
    // ANCHOR_END: spins

    // ANCHOR: pauses
    let mut errors = 0;
    loop {
        match listener.accept().await {
            Ok(_) => break println!("accepted after {errors} errors"),
            Err(error) => {
                errors += 1;
                println!("accept: {error}");
                sleep(Duration::from_millis(100)).await;
            }
        }
        // ANCHOR_END: pauses
        if errors == 3 {
            files.clear(); // other connections end, and so there is room again
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    if env::args().nth(1).is_some() {
        return limited();
    }
    // The same program again, in a process that may have 64 files open.
    let status = Command::new("sh")
        .args(["-c", "ulimit -n 64 && exec \"$0\" limited"])
        .arg(env::current_exe()?)
        .status()?;
    assert!(status.success());
    Ok(())
}
