//! Style: a reader written for the test, which gives the pieces of a list.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Sleep, sleep, timeout};

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

enum Step {
    Bytes(Vec<u8>),
    Minute(Pin<Box<Sleep>>),
    Broken,
}

struct Script(VecDeque<Step>);

impl AsyncRead for Script {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            match self.0.pop_front() {
                None => return Poll::Ready(Ok(())),
                Some(Step::Broken) => return Poll::Ready(Err(ErrorKind::BrokenPipe.into())),
                Some(Step::Minute(mut minute)) => {
                    if minute.as_mut().poll(cx).is_pending() {
                        self.0.push_front(Step::Minute(minute));
                        return Poll::Pending;
                    }
                }
                Some(Step::Bytes(mut bytes)) => {
                    let count = bytes.len().min(buf.remaining());
                    buf.put_slice(&bytes[..count]);
                    bytes.drain(..count);
                    if !bytes.is_empty() {
                        self.0.push_front(Step::Bytes(bytes));
                    }
                    return Poll::Ready(Ok(()));
                }
            }
        }
    }
}

fn of<S: Frames>(steps: impl IntoIterator<Item = Step>) -> S {
    S::new(Box::new(Script(steps.into_iter().collect())))
}

fn encoded(length: usize) -> Vec<u8> {
    let mut bytes = (length as u16).to_be_bytes().to_vec();
    bytes.extend((0..length).map(|byte| byte as u8));
    bytes
}

/// Panics unless `S` does what [`Frames`] says.
pub async fn test<S: Frames>() {
    let lengths = [3, 0, 1, MAX, 300, 0];
    let bytes: Vec<u8> = lengths.into_iter().flat_map(encoded).collect();
    for size in [1, 2, 3, 7, 100, bytes.len()] {
        let mut frames: S = of(bytes.chunks(size).map(|piece| Step::Bytes(piece.to_vec())));
        for length in lengths {
            let frame = frames.next().await.unwrap().unwrap();
            assert_eq!(frame, encoded(length)[2..]);
        }
        assert!(frames.next().await.unwrap().is_none());
    }
    for length in 1..6 {
        let mut frames: S = of([Step::Bytes(encoded(4)[..length].to_vec())]);
        let error = frames.next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    }
    let too_long = (MAX as u16 + 1).to_be_bytes().to_vec();
    let mut frames: S = of([Step::Bytes(too_long)]);
    assert_eq!(
        frames.next().await.unwrap_err().kind(),
        ErrorKind::InvalidData
    );

    let minute = Step::Minute(Box::pin(sleep(Duration::from_secs(60))));
    let mut frames: S = of([Step::Bytes(encoded(5)), minute, Step::Broken]);
    let frame = timeout(Duration::from_secs(1), frames.next()).await;
    assert_eq!(
        frame.expect("the frame is complete").unwrap().unwrap(),
        encoded(5)[2..]
    );
    assert_eq!(
        frames.next().await.unwrap_err().kind(),
        ErrorKind::BrokenPipe
    );
}
