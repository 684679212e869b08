//! One function runs a script and lists what `next` returned; the scripts differ in where pieces end.

use std::io::{self, ErrorKind};
use std::time::Duration;

use tokio::io::AsyncRead;
use tokio::time::Instant;
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
    let two = b"\x00\x02hi\x00\x03you";
    let both = [frame(b"hi"), frame(b"you"), Ok(None)];
    expect::<S>(&[two], &both).await;
    for cut in 1..two.len() {
        expect::<S>(&[&two[..cut], &two[cut..]], &both).await;
    }

    expect::<S>(
        &[b"\x00\x00\x00\x01x"],
        &[frame(b""), frame(b"x"), Ok(None)],
    )
    .await;
    for length in [255, 256, MAX] {
        let bytes = vec![7; length];
        let head = (length as u16).to_be_bytes();
        expect::<S>(&[&head, &bytes], &[frame(&bytes), Ok(None)]).await;
    }
    let too_long = (MAX as u16 + 1).to_be_bytes();
    expect::<S>(&[&too_long], &[Err(ErrorKind::InvalidData)]).await;

    expect::<S>(&[], &[Ok(None)]).await;
    let cut_off = [frame(b"hi"), Err(ErrorKind::UnexpectedEof)];
    for end in [b"\x00".as_slice(), b"\x00\x02", b"\x00\x02h"] {
        expect::<S>(&[b"\x00\x02hi", end], &cut_off).await;
    }
    let reset = [frame(b"hi"), Err(ErrorKind::ConnectionReset)];
    expect::<S>(&[b"\x00\x02hi", RESET], &reset).await;
    expect::<S>(&[b"\x00\x02hi\x00", RESET], &reset).await;

    returns_a_frame_before_the_next_piece::<S>().await;
}

type Next = Result<Option<Vec<u8>>, ErrorKind>;

fn frame(bytes: &[u8]) -> Next {
    Ok(Some(bytes.to_vec()))
}

/// In a script: the connection is reset here.
const RESET: &[u8] = b"reset";

async fn expect<S: Frames>(script: &[&[u8]], expected: &[Next]) {
    let mut builder = Builder::new();
    for piece in script {
        match *piece {
            RESET => builder.read_error(ErrorKind::ConnectionReset.into()),
            bytes => builder.read(bytes),
        };
    }
    let mock = builder.build();
    // The mock cannot return an error that the builder still holds, too.
    drop(builder);
    let mut frames = S::new(Box::new(mock));
    for next in expected {
        let got = frames.next().await.map_err(|error| error.kind());
        assert_eq!(got, *next, "of {script:?}");
    }
}

async fn returns_a_frame_before_the_next_piece<S: Frames>() {
    let mut script = Builder::new();
    script
        .read(b"\x00\x02hi")
        .wait(Duration::from_secs(60))
        .read(b"\x00\x00");
    let mut frames = S::new(Box::new(script.build()));
    let start = Instant::now();
    assert_eq!(frames.next().await.unwrap(), Some(b"hi".to_vec()));
    assert!(
        start.elapsed().is_zero(),
        "the frame came after {:?}",
        start.elapsed()
    );
    assert_eq!(frames.next().await.unwrap(), Some(vec![]));
}
