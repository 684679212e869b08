use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter, DuplexStream, duplex};

// ANCHOR: session
struct Session {
    writer: BufWriter<DuplexStream>,
    closed: bool,
}

impl Session {
    fn open(stream: DuplexStream) -> Self {
        Self {
            writer: BufWriter::new(stream),
            closed: false,
        }
    }

    async fn order(&mut self, name: &str) -> io::Result<()> {
        if name.is_empty() {
            return Err(io::Error::other("an order without a name"));
        }
        self.writer
            .write_all(format!("buy {name}\n").as_bytes())
            .await
    }

    /// Consumes the session, so it cannot be used or closed again. Its error is one to look at.
    async fn close(mut self) -> io::Result<()> {
        self.writer.write_all(b"goodbye\n").await?;
        self.writer.shutdown().await?;
        self.closed = true;
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.closed {
            let bytes = self.writer.buffer().len();
            println!("a session was dropped without close: {bytes} bytes are lost");
        }
    }
}
// ANCHOR_END: session

// ANCHOR: orders
async fn orders(stream: DuplexStream, names: &[&str]) -> io::Result<()> {
    let mut session = Session::open(stream);
    for name in names {
        session.order(name).await?;
    }
    session.close().await
}
// ANCHOR_END: orders

// ANCHOR: scope
async fn with_session<T>(
    stream: DuplexStream,
    work: impl AsyncFnOnce(&mut Session) -> io::Result<T>,
) -> io::Result<T> {
    let mut session = Session::open(stream);
    let result = work(&mut session).await;
    let closed = session.close().await; // whether the work succeeded or not
    let value = result?;
    closed?;
    Ok(value)
}

async fn orders_in_scope(stream: DuplexStream, names: &[&str]) -> io::Result<()> {
    with_session(stream, async |session| {
        for name in names {
            session.order(name).await?;
        }
        Ok(())
    })
    .await
}
// ANCHOR_END: scope

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    for names in [&["tin", "salt"], &["tin", ""]] {
        println!("-- orders {names:?}");
        show(async |stream| orders(stream, names).await).await?;
        println!("-- orders_in_scope {names:?}");
        show(async |stream| orders_in_scope(stream, names).await).await?;
    }
    Ok(())
}

async fn show(run: impl AsyncFn(DuplexStream) -> io::Result<()>) -> io::Result<()> {
    let (ours, mut theirs) = duplex(64);
    let result = run(ours).await.map_err(|error| error.to_string());
    let mut got = String::new();
    theirs.read_to_string(&mut got).await?;
    println!("{result:?}, and the server got {got:?}");
    Ok(())
}
