//! Style: `poll_fn` around `poll_read`, with the state of the frame as an enum.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

/// The longest frame, in bytes without its length: 1 MiB.
pub const MAX: usize = 1 << 20;

enum State {
    Length([u8; 4], usize),
    Frame(Vec<u8>, usize),
}

pub struct Frames<R> {
    reader: R,
    state: State,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            state: State::Length([0; 4], 0),
        }
    }

    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Vec<u8>>>> {
        loop {
            let between_frames = matches!(self.state, State::Length(_, 0));
            let (buffer, filled) = match &mut self.state {
                State::Length(length, filled) => (&mut length[..], filled),
                State::Frame(frame, filled) => (&mut frame[..], filled),
            };
            if *filled < buffer.len() {
                let mut rest = ReadBuf::new(&mut buffer[*filled..]);
                ready!(Pin::new(&mut self.reader).poll_read(cx, &mut rest))?;
                let read = rest.filled().len();
                *filled += read;
                match read {
                    0 if between_frames => return Poll::Ready(Ok(None)),
                    0 => return Poll::Ready(Err(ErrorKind::UnexpectedEof.into())),
                    _ => continue,
                }
            }
            match mem::replace(&mut self.state, State::Length([0; 4], 0)) {
                State::Length(length, _) => {
                    let length = u32::from_be_bytes(length) as usize;
                    if length > MAX {
                        return Poll::Ready(Err(ErrorKind::InvalidData.into()));
                    }
                    self.state = State::Frame(vec![0; length], 0);
                }
                State::Frame(frame, _) => return Poll::Ready(Ok(Some(frame))),
            }
        }
    }
}
