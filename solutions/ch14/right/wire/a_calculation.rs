//! Style: a script is data, and a function computes from it what the specification says.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::ReadBuf;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

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

/// What comes over the wire.
#[derive(Clone, Debug)]
struct Script {
    /// When each piece arrives, in milliseconds.
    pieces: Vec<(u64, Vec<u8>)>,
    /// How the reader ends, after the last piece: with an error of this kind, or normally.
    failure: Option<io::ErrorKind>,
}

/// Plays a script. It does not mind if it is dropped early.
struct Wire {
    began: Instant,
    pieces: VecDeque<(u64, Vec<u8>)>,
    failure: Option<io::ErrorKind>,
    sleep: Option<Pin<Box<Sleep>>>,
    is_read: Arc<AtomicBool>,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.is_read.store(true, Ordering::SeqCst);
        loop {
            if let Some(sleep) = &mut self.sleep {
                ready!(sleep.as_mut().poll(cx));
                self.sleep = None;
            }
            let Some((at, mut bytes)) = self.pieces.pop_front() else {
                return Poll::Ready(match self.failure {
                    Some(kind) => Err(kind.into()),
                    None => Ok(()),
                });
            };
            let at_instant = self.began + Duration::from_millis(at);
            if Instant::now() < at_instant {
                self.pieces.push_front((at, bytes));
                self.sleep = Some(Box::pin(sleep_until(at_instant)));
                continue;
            }
            let rest = bytes.split_off(bytes.len().min(buf.remaining()));
            buf.put_slice(&bytes);
            if !rest.is_empty() {
                self.pieces.push_front((at, rest));
            }
            return Poll::Ready(Ok(()));
        }
    }
}

/// What a call of `next` must return.
#[derive(Debug, PartialEq, Eq)]
enum Expected {
    /// A frame, at this time in milliseconds.
    Frame(u64, Vec<u8>),
    End,
    Fails(io::ErrorKind),
}

/// The specification, as a calculation.
fn expected(script: &Script) -> Vec<Expected> {
    let mut bytes = VecDeque::new();
    for (at, piece) in &script.pieces {
        bytes.extend(piece.iter().map(|&byte| (*at, byte)));
    }
    let mut expected = Vec::new();
    let end = loop {
        let broken = Expected::Fails(script.failure.unwrap_or(io::ErrorKind::UnexpectedEof));
        let Some((_, high)) = bytes.pop_front() else {
            break script.failure.map_or(Expected::End, Expected::Fails);
        };
        let Some((mut at, low)) = bytes.pop_front() else {
            break broken;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        if length > MAX {
            break Expected::Fails(io::ErrorKind::InvalidData);
        }
        if length > bytes.len() {
            break broken;
        }
        let mut frame = Vec::new();
        for (byte_at, byte) in bytes.drain(..length) {
            at = byte_at;
            frame.push(byte);
        }
        expected.push(Expected::Frame(at, frame));
    };
    expected.push(end);
    expected
}

async fn check<S: Frames>(script: Script) {
    let is_read = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    let mut frames = S::new(Box::new(Wire {
        began,
        pieces: script.pieces.clone().into(),
        failure: script.failure,
        sleep: None,
        is_read: Arc::clone(&is_read),
    }));
    assert!(!is_read.load(Ordering::SeqCst), "`new` reads");
    for expected in expected(&script) {
        let returned = match frames.next().await {
            Ok(Some(frame)) => Expected::Frame(began.elapsed().as_millis() as u64, frame),
            Ok(None) => Expected::End,
            Err(error) => Expected::Fails(error.kind()),
        };
        assert_eq!(returned, expected, "{script:?}");
    }
}

fn frame(length: usize) -> Vec<u8> {
    let mut bytes = vec![(length / 256) as u8, (length % 256) as u8];
    bytes.extend((0..length).map(|index| (3 * index + length) as u8));
    bytes
}

/// Cuts bytes after those whose bit is set in `cuts`. A piece comes 10 ms after the one before it, or at once.
fn cut(bytes: &[u8], cuts: u32, gap: u64) -> Vec<(u64, Vec<u8>)> {
    let mut pieces = Vec::new();
    let mut piece = Vec::new();
    for (index, &byte) in bytes.iter().enumerate() {
        piece.push(byte);
        if cuts & (1_u32 << index) != 0 || index + 1 == bytes.len() {
            pieces.push((gap * pieces.len() as u64, std::mem::take(&mut piece)));
        }
    }
    pieces
}

/// Panics unless `S` does what [`Frames`] says.
pub async fn test<S: Frames>() {
    // Three short frames, cut in all ways.
    let short = [frame(1), frame(0), frame(3)].concat();
    for cuts in 0..1_u32 << (short.len() - 1) {
        for gap in [0, 10] {
            check::<S>(Script {
                pieces: cut(&short, cuts, gap),
                failure: None,
            })
            .await;
        }
    }
    // They end early, or break.
    for length in 0..=short.len() {
        for failure in [
            None,
            Some(io::ErrorKind::ConnectionReset),
            Some(io::ErrorKind::BrokenPipe),
        ] {
            for cuts in [
                0,
                u32::MAX,
                0b0101_0101_0101,
                0b1001_0010_0100,
                0b0100_1001_0010,
            ] {
                for gap in [0, 10] {
                    let pieces = cut(&short[..length], cuts, gap);
                    check::<S>(Script { pieces, failure }).await;
                }
            }
        }
    }
    // All sizes about the limits.
    let lengths = [
        0, 1, 127, 128, 254, 255, 256, 257, 258, 511, 512, 998, 999, MAX,
    ];
    for length in lengths {
        for size in [1, 2, 3, 64, 255, 256, 1_001, 1_002, 1_003, 5_000] {
            let bytes = [frame(length), frame(2), frame(MAX), frame(length)].concat();
            let pieces = bytes
                .chunks(size)
                .enumerate()
                .map(|(index, piece)| (5 * index as u64, piece.to_vec()))
                .collect();
            check::<S>(Script {
                pieces,
                failure: None,
            })
            .await;
        }
    }
    // Too long.
    for length in [
        MAX + 1,
        MAX + 2,
        1_023,
        1_024,
        4_096,
        0x7FFF,
        0x8000,
        0xFF00,
        0xFFFF,
    ] {
        for before in [vec![], frame(3), [frame(MAX), frame(0)].concat()] {
            let bytes = [before, frame(length)].concat();
            check::<S>(Script {
                pieces: vec![(0, bytes.clone())],
                failure: None,
            })
            .await;
            let pieces = bytes.chunks(100).map(|piece| (0, piece.to_vec())).collect();
            check::<S>(Script {
                pieces,
                failure: None,
            })
            .await;
        }
    }
    // `new` leaves the reader alone, also later.
    let is_read = Arc::new(AtomicBool::new(false));
    let frames = S::new(Box::new(Wire {
        began: Instant::now(),
        pieces: VecDeque::new(),
        failure: None,
        sleep: None,
        is_read: Arc::clone(&is_read),
    }));
    sleep(Duration::from_secs(10)).await;
    assert!(!is_read.load(Ordering::SeqCst), "`new` reads");
    drop(frames);
}
