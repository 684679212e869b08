use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;
use tokio::io::{AsyncBufReadExt, BufReader, ReadBuf};

// ANCHOR: compat
pin_project! {
    /// Makes a reader for tokio from a reader for `futures`.
    struct Compat<R> {
        #[pin]
        inner: R,
    }
}

impl<R: futures::AsyncRead> tokio::io::AsyncRead for Compat<R> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let unfilled: &mut [u8] = buffer.initialize_unfilled();
        let read: usize = ready!(self.project().inner.poll_read(cx, unfilled))?;
        buffer.advance(read);
        Poll::Ready(Ok(()))
    }
}
// ANCHOR_END: compat

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    // ANCHOR: main
    let inner = futures::io::Cursor::new("copper 9500\ntin 27000\n");
    let mut lines = BufReader::new(Compat { inner }).lines();
    while let Some(line) = lines.next_line().await? {
        println!("{line}");
    }
    // ANCHOR_END: main
    Ok(())
}
