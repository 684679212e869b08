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

use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest frame, in bytes without its length: 1 MiB.
pub const MAX: usize = 1 << 20;

/// Reads frames from a connection.
pub struct Frames<R> {
    reader: R,
    /// What has been read of the next frame, its length included. It outlives the future of `next`.
    partial: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// The frames that `reader` gives.
    pub fn new(reader: R) -> Self {
        let partial = Vec::new();
        Self { reader, partial }
    }

    /// The bytes of the next frame; `None` if the reader has ended.
    ///
    /// # Errors
    /// `InvalidData` if a length is more than [`MAX`], `UnexpectedEof` if the reader ends inside a frame, and
    /// any error of the reader.
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let end = match self.partial.first_chunk() {
                None => 4,
                Some(&length) => 4 + checked(u32::from_be_bytes(length))?,
            };
            if self.partial.len() == end {
                let frame = self.partial.split_off(4);
                self.partial.clear();
                return Ok(Some(frame));
            }
            // Not past the end of this frame. What is read is in `partial` when the read is ready: a read that is
            // dropped has read nothing.
            let missing = end - self.partial.len();
            let mut reader = (&mut self.reader).take(missing as u64);
            if reader.read_buf(&mut self.partial).await? == 0 {
                return match self.partial.len() {
                    0 => Ok(None),
                    _ => Err(io::ErrorKind::UnexpectedEof.into()),
                };
            }
        }
    }
}

fn checked(length: u32) -> io::Result<usize> {
    match length as usize {
        length if length <= MAX => Ok(length),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}
