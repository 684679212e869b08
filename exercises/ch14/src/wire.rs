//! # A test with mocked I/O
//!
//! ```
//! pub async fn test<S: Frames>() {
//!     let mut frames = S::new(Box::new(Builder::new().read(&[0, 2, b'h', b'i']).build()));
//!     assert_eq!(frames.next().await.unwrap(), Some(b"hi".to_vec())); // and in two pieces?
//! }
//! ```
//!
//! A network delivers bytes in pieces of any size, and on the machine of a developer nearly always in the pieces
//! in which they were sent. A reader of frames that relies on this passes each test over a local connection, and
//! fails in production. With `tokio_test::io::Builder` a test decides where each piece ends, when it comes, and
//! what comes after it.
//!
//! Write a test of `Frames`. Its specification is the documentation of the trait. Requirements:
//!
//! 1. `test` returns if `S` does what the specification says, however it is written.
//! 2. `test` panics if `S` breaks a sentence of the specification. A test that still waits after 30 days of
//!    virtual time counts as failed, too.
//!
//! The checks run your test with several right implementations and with wrong ones, each of which breaks one
//! sentence, on tokio's current-thread runtime with a paused clock.
//!
//! Left open: which mock you use. You may write more functions, and call them in `test`.

use std::io;

use tokio::io::AsyncRead;

/// The longest frame, in bytes.
pub const MAX: usize = 1_000;

/// Where the bytes come from: a mock of tokio-test, boxed, or anything else that can be read.
pub type Reader = Box<dyn AsyncRead + Send + Unpin>;

/// The subject of the test: it reads frames. A frame is 2 bytes with its length (a `u16` in
/// big-endian), then as many bytes.
pub trait Frames: Send + Sized + 'static {
    /// Reads frames from `reader`; reads nothing yet.
    fn new(reader: Reader) -> Self;

    /// The next frame, without its length.
    ///
    /// - Frames are returned one after the other, in whatever pieces their bytes arrive. A piece may
    ///   end inside a length, and may hold several frames.
    /// - A frame is returned as soon as its last byte has arrived.
    /// - A length of 0 is an empty frame, and a frame of `MAX` bytes is returned as any other one.
    /// - A length of more than `MAX` is an error of the kind `InvalidData`.
    /// - The end of the reader between two frames is `None`. The end inside a frame, also inside its
    ///   length, is an error of the kind `UnexpectedEof`.
    /// - An error of the reader is returned with its kind, after the frames that came before it.
    ///
    /// # Errors
    /// As above. What comes after an error is not specified, and neither is what comes after a future
    /// of `next` that was dropped before its end, and how much is read after a length of more than
    /// `MAX`.
    fn next(&mut self) -> impl Future<Output = io::Result<Option<Vec<u8>>>> + Send;
}

/// Panics unless `S` does what [`Frames`] says.
pub async fn test<S: Frames>() {
    todo!("make S::new of scripted readers, and assert what each `next` returns, and when")
}
