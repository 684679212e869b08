// entry: none
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

/// Pieces are separated by spaces; `!` is an error of the reader, and `~` an hour without bytes.
const TABLE: [(&[u8], &str); 10] = [
    (b"", "0h end"),
    (b"\0\x03abc", "0h abc, 0h end"),
    (b"\0 \x03a b c", "0h abc, 0h end"),
    (b"\0\x01a\0\0\0\x01b", "0h a, 0h , 0h b, 0h end"),
    (b"\0\x01a ~ \0\x01b", "0h a, 1h b, 1h end"),
    (b"\0", "0h UnexpectedEof"),
    (b"\0\x01", "0h UnexpectedEof"),
    (b"\0\x03ab", "0h UnexpectedEof"),
    (b"\x03\xe9", "0h InvalidData"),
    (b"\xff\xff", "0h InvalidData"),
];

/// Panics unless `S` does what [`Frames`] says.
pub async fn test<S: Frames>() {
    for (script, expected) in TABLE {
        let read = transcript::<S>(script).await;
        assert_eq!(read, expected, "{}", script.escape_ascii());
    }
    let longest = [b"\x03\xe8".to_vec(), vec![b'z'; MAX]].concat();
    let read = transcript::<S>(&longest).await;
    assert_eq!(read, format!("0h {}, 0h end", "z".repeat(MAX)));
}

async fn transcript<S: Frames>(script: &[u8]) -> String {
    let mock = {
        let mut builder = Builder::new();
        for piece in script
            .split(|byte| *byte == b' ')
            .filter(|piece| !piece.is_empty())
        {
            match piece {
                b"!" => builder.read_error(ErrorKind::NotConnected.into()),
                b"~" => builder.wait(Duration::from_secs(3_600)),
                bytes => builder.read(bytes),
            };
        }
        builder.build()
    };
    let mut frames = S::new(Box::new(mock));
    let start = Instant::now();
    let mut read = Vec::new();
    loop {
        let next = frames.next().await;
        let hours = start.elapsed().as_secs() / 3_600;
        let (text, over) = match next {
            Ok(Some(bytes)) => (String::from_utf8(bytes).unwrap(), false),
            Ok(None) => ("end".to_owned(), true),
            Err(error) => (format!("{:?}", error.kind()), true),
        };
        read.push(format!("{hours}h {text}"));
        if over {
            return read.join(", ");
        }
    }
}
