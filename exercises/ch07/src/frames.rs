//! # Frames that survive a cancellation
//!
//! ```
//! let mut frames = Frames::new(connection);
//! let late = timeout(SECOND, frames.next()).await; // Err: half of a frame has come, and `next` is dropped
//! let frame = frames.next().await?;                // the whole frame, once the other half has come
//! ```
//!
//! A device sends frames: a length, then so many bytes. A gateway waits for the next frame in a `select!` or with
//! a time-out, so the future of `next` is dropped again and again, also in the middle of a frame. If the bytes
//! that were read are dropped with it, the rest of the frame is taken for a length. From then on all frames are
//! wrong, and no error is reported.
//!
//! Write `Frames::next`, and change the fields and `new` as you need. Requirements:
//!
//! 1. `next` returns one frame after the other, in whatever pieces their bytes arrive. A frame is 4 bytes with its
//!    length (a `u32` in big-endian), then as many bytes, which are returned. A length of 0 is an empty frame.
//! 2. `next` returns a frame as soon as its last byte has arrived, without waiting for what comes after it.
//! 3. If a length is more than `MAX`, `next` returns an error of the kind `InvalidData` without waiting for the
//!    bytes of that frame.
//! 4. If the reader ends between two frames, `next` returns `None`, at each further call too. If it ends inside a
//!    frame, also inside the 4 bytes of the length, `next` returns an error of the kind `UnexpectedEof`.
//! 5. An error of the reader is returned with its kind, after the frames that arrived before it.
//! 6. If the future of `next` is dropped at an await, no byte is lost: the next call goes on with the same frame.
//!
//! Left open: whether more is read than the frame needs, and what `next` returns after it has returned an error.

use std::io;

use tokio::io::AsyncRead;

/// The longest frame, in bytes without its length: 1 MiB.
pub const MAX: usize = 1 << 20;

/// Reads frames from a connection.
pub struct Frames<R> {
    reader: R,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// The frames that `reader` gives.
    pub fn new(reader: R) -> Self {
        Self { reader }
    }

    /// The bytes of the next frame; `None` if the reader has ended.
    ///
    /// # Errors
    /// `InvalidData` if a length is more than [`MAX`], `UnexpectedEof` if the reader ends inside a frame, and
    /// any error of the reader.
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let _ = &mut self.reader;
        todo!("read a length of 4 bytes, then a frame of at most {MAX} bytes")
    }
}
