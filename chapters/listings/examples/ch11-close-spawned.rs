use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

// ANCHOR: session
struct Session {
    /// Taken by the drop.
    stream: Option<DuplexStream>,
}

impl Drop for Session {
    fn drop(&mut self) {
        let mut stream = self.stream.take().unwrap();
        println!("dropped");
        tokio::spawn(async move {
            let _ = stream.write_all(b"goodbye\n").await;
            println!("goodbye is sent");
        });
    }
}
// ANCHOR_END: session

async fn work(session: Session) {
    println!(
        "work with {} session",
        usize::from(session.stream.is_some())
    );
}

// ANCHOR: main
fn main() -> io::Result<()> {
    let (ours, mut theirs) = duplex(64);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        let session = Session { stream: Some(ours) };
        work(session).await;
    });
    drop(runtime); // as at the end of #[tokio::main]

    let mut got = String::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(theirs.read_to_string(&mut got))?;
    println!("the server got {got:?}");
    Ok(())
}
// ANCHOR_END: main
