//! Implementations that each break one sentence of the specification.

use std::io::{self, ErrorKind};
use std::marker::PhantomData;

use ch14::wire::{Frames, MAX, Reader};
use tokio::io::AsyncReadExt;

/// A reader of frames with one rule changed.
pub struct Wrong<C> {
    reader: Reader,
    /// A byte, the end or an error, if it was read ahead.
    ahead: Option<io::Result<Option<u8>>>,
    rule: PhantomData<C>,
}

/// The rule.
pub trait Changed: Send + Sync + 'static {
    const LENGTH_IN_ONE_READ: bool = false;
    const FRAME_IN_ONE_READ: bool = false;
    const END_IN_LENGTH_IS_NONE: bool = false;
    const END_IN_FRAME_IS_NONE: bool = false;
    const EMPTY_IS_NONE: bool = false;
    const LONGEST: usize = MAX;
    const ERROR_IS_NONE: bool = false;
    const READS_AHEAD: bool = false;
    const DROPS_THE_REST: bool = false;
}

impl<C: Changed> Frames for Wrong<C> {
    fn new(reader: Reader) -> Self {
        Self {
            reader,
            ahead: None,
            rule: PhantomData,
        }
    }

    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        match self.frame().await {
            Err(error)
                if C::ERROR_IS_NONE
                    && !matches!(
                        error.kind(),
                        ErrorKind::UnexpectedEof | ErrorKind::InvalidData
                    ) =>
            {
                Ok(None)
            }
            result => result,
        }
    }
}

impl<C: Changed> Wrong<C> {
    async fn frame(&mut self) -> io::Result<Option<Vec<u8>>> {
        if C::DROPS_THE_REST {
            return self.frame_of_a_piece().await;
        }
        let mut length = [0; 2];
        match self.fill(&mut length, C::LENGTH_IN_ONE_READ).await? {
            2 => {}
            1 if !C::END_IN_LENGTH_IS_NONE => return Err(ErrorKind::UnexpectedEof.into()),
            _ => return Ok(None),
        }
        let length = usize::from(u16::from_be_bytes(length));
        if length > C::LONGEST {
            return Err(ErrorKind::InvalidData.into());
        }
        if length == 0 && C::EMPTY_IS_NONE {
            return Ok(None);
        }
        let mut frame = vec![0; length];
        let filled = self.fill(&mut frame, C::FRAME_IN_ONE_READ).await?;
        if filled < length {
            return match C::END_IN_FRAME_IS_NONE {
                true => Ok(None),
                false => Err(ErrorKind::UnexpectedEof.into()),
            };
        }
        if C::READS_AHEAD {
            let mut byte = [0];
            let read = self.reader.read(&mut byte).await;
            self.ahead = Some(read.map(|count| (count == 1).then_some(byte[0])));
        }
        Ok(Some(frame))
    }

    /// Reads until `bytes` is full, or once if `once`; how many bytes there were.
    async fn fill(&mut self, bytes: &mut [u8], once: bool) -> io::Result<usize> {
        let mut filled = 0;
        if !bytes.is_empty()
            && let Some(ahead) = self.ahead.take()
        {
            let Some(byte) = ahead? else { return Ok(0) };
            bytes[0] = byte;
            filled = 1;
        }
        while filled < bytes.len() {
            let count = self.reader.read(&mut bytes[filled..]).await?;
            filled += count;
            if count == 0 || once {
                break;
            }
        }
        Ok(filled)
    }

    /// Reads whole pieces, and begins with a new one for each frame.
    async fn frame_of_a_piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::with_capacity(8_192);
        loop {
            if let [high, low, rest @ ..] = bytes.as_slice() {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                if length > MAX {
                    return Err(ErrorKind::InvalidData.into());
                }
                if rest.len() >= length {
                    return Ok(Some(rest[..length].to_vec()));
                }
            }
            if self.reader.read_buf(&mut bytes).await? == 0 {
                return match bytes.is_empty() {
                    true => Ok(None),
                    false => Err(ErrorKind::UnexpectedEof.into()),
                };
            }
        }
    }
}

pub struct LengthInOneRead;
impl Changed for LengthInOneRead {
    const LENGTH_IN_ONE_READ: bool = true;
}

pub struct FrameInOneRead;
impl Changed for FrameInOneRead {
    const FRAME_IN_ONE_READ: bool = true;
}

pub struct EndInLengthIsNone;
impl Changed for EndInLengthIsNone {
    const END_IN_LENGTH_IS_NONE: bool = true;
}

pub struct EndInFrameIsNone;
impl Changed for EndInFrameIsNone {
    const END_IN_FRAME_IS_NONE: bool = true;
}

pub struct EmptyIsNone;
impl Changed for EmptyIsNone {
    const EMPTY_IS_NONE: bool = true;
}

pub struct LongestIsRefused;
impl Changed for LongestIsRefused {
    const LONGEST: usize = MAX - 1;
}

pub struct NoLimit;
impl Changed for NoLimit {
    const LONGEST: usize = u16::MAX as usize;
}

pub struct ErrorIsNone;
impl Changed for ErrorIsNone {
    const ERROR_IS_NONE: bool = true;
}

pub struct ReadsAhead;
impl Changed for ReadsAhead {
    const READS_AHEAD: bool = true;
}

pub struct DropsTheRest;
impl Changed for DropsTheRest {
    const DROPS_THE_REST: bool = true;
}
