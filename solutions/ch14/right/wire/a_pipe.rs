//! Style: an in-memory pipe whose other end writes, waits, and closes.

use std::io::{self, ErrorKind};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWriteExt, duplex};
use tokio::time::{sleep, timeout};
use tokio_test::io::Builder;

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
    // A pipe with room for one byte cuts everywhere, one with more nowhere.
    for room in [1, 2, 3, 64, 10_000] {
        let (mut peer, reader) = duplex(room);
        let writing = tokio::spawn(async move {
            for length in [0, 1, MAX, 2, 0] {
                let mut bytes = (length as u16).to_be_bytes().to_vec();
                bytes.resize(2 + length, 9);
                peer.write_all(&bytes).await.unwrap();
            }
        });
        let mut frames = S::new(Box::new(reader));
        for length in [0, 1, MAX, 2, 0] {
            assert_eq!(frames.next().await.unwrap(), Some(vec![9; length]));
        }
        assert_eq!(frames.next().await.unwrap(), None);
        writing.await.unwrap();
    }
    assert_eq!(last::<S>(&[0]).await, ErrorKind::UnexpectedEof);
    assert_eq!(last::<S>(&[0, 3]).await, ErrorKind::UnexpectedEof);
    assert_eq!(last::<S>(&[0, 3, 1, 2]).await, ErrorKind::UnexpectedEof);
    assert_eq!(last::<S>(&[3, 233]).await, ErrorKind::InvalidData);

    let (mut peer, reader) = duplex(64);
    let mut frames = S::new(Box::new(reader));
    peer.write_all(&[0, 1, 5, 0, 1, 6]).await.unwrap();
    for byte in [5, 6] {
        let next = timeout(Duration::from_secs(1), frames.next()).await;
        assert_eq!(
            next.expect("a whole frame has come").unwrap(),
            Some(vec![byte])
        );
    }
    let (closed, next) = tokio::join!(
        async {
            sleep(Duration::from_secs(5)).await;
            drop(peer);
        },
        frames.next()
    );
    assert_eq!(((), None), (closed, next.unwrap()));

    let mut script = Builder::new();
    script.read_error(ErrorKind::TimedOut.into());
    let mock = script.build();
    drop(script);
    let error = S::new(Box::new(mock)).next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
}

/// The kind of the error after these bytes and the end.
async fn last<S: Frames>(bytes: &[u8]) -> ErrorKind {
    let reader = io::Cursor::new(bytes.to_vec());
    S::new(Box::new(reader)).next().await.unwrap_err().kind()
}
