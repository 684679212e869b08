//! A connection in memory that can be seen to be dropped, and that fails when told.

#![allow(dead_code, reason = "each exercise uses a part of it")]

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use kit::{DropProbe, DropToken};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex};

/// One end of a connection, which an answer gets. The other end is a plain [`DuplexStream`].
pub struct Wire {
    stream: DuplexStream,
    /// How many bytes can be read before reading fails.
    good: Option<usize>,
    _alive: DropToken,
}

impl Wire {
    /// A connection with room for `room` bytes in each direction. `probe` sees this end being dropped.
    pub fn new(room: usize, probe: &DropProbe, name: &str) -> (Self, DuplexStream) {
        let (stream, peer) = duplex(room);
        let wire = Self {
            stream,
            good: None,
            _alive: probe.token(name),
        };
        (wire, peer)
    }

    /// After `bytes` bytes, reading fails with `ConnectionReset`.
    pub fn fails_after(mut self, bytes: usize) -> Self {
        self.good = Some(bytes);
        self
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Some(good) = self.good else {
            return Pin::new(&mut self.stream).poll_read(cx, buffer);
        };
        if good == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let mut bytes = vec![0; good.min(buffer.remaining())];
        let mut part = ReadBuf::new(&mut bytes);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut part))?;
        buffer.put_slice(part.filled());
        self.good = Some(good - part.filled().len());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
