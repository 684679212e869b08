//! Style: `bytes` of the source, and both slices in one `write_vectored`.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};

/// Why [`drain`] stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// There is nothing to read for now.
    WouldBlock,
    /// There will never be more.
    Ended,
    /// The limit was reached, and there may be more.
    Limit,
}

/// Why [`flush`] stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flushed {
    /// All is written.
    Flushed,
    /// The sink takes no more for now.
    WouldBlock,
}

/// Reads what there is, at most `at_most` bytes, and adds it to the back of `into`.
pub fn drain(
    source: &mut impl Read,
    into: &mut VecDeque<u8>,
    at_most: usize,
) -> io::Result<Drained> {
    let mut read = 0;
    // `bytes` makes an interrupted call again by itself.
    for byte in source.bytes().take(at_most) {
        match byte {
            Ok(byte) => into.push_back(byte),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Drained::WouldBlock),
            Err(error) => return Err(error),
        }
        read += 1;
    }
    Ok(if read == at_most {
        Drained::Limit
    } else {
        Drained::Ended
    })
}

/// Writes `pending` from its front, as much as the sink takes.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    loop {
        if pending.is_empty() {
            return Ok(Flushed::Flushed);
        }
        let (front, back) = pending.as_slices();
        match sink.write_vectored(&[io::IoSlice::new(front), io::IoSlice::new(back)]) {
            Ok(0) => return Err(io::Error::from(ErrorKind::WriteZero)),
            Ok(written) => {
                *pending = pending.split_off(written);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Flushed::WouldBlock),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
