//! Style: a byte at a time: slow, and right.

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
    let mut byte = [0];
    let mut taken = 0;
    loop {
        if taken == at_most {
            return Ok(Drained::Limit);
        }
        match source.read(&mut byte) {
            Ok(0) => return Ok(Drained::Ended),
            Ok(_) => {
                into.push_back(byte[0]);
                taken += 1;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Drained::WouldBlock),
            Err(error) => return Err(error),
        }
    }
}

/// Writes `pending` from its front, as much as the sink takes.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    while let Some(&byte) = pending.front() {
        match sink.write(&[byte]) {
            Ok(0) => {
                return Err(io::Error::new(
                    ErrorKind::WriteZero,
                    "the sink takes nothing",
                ));
            }
            Ok(_) => {
                pending.pop_front();
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Flushed::WouldBlock),
            Err(error) => return Err(error),
        }
    }
    Ok(Flushed::Flushed)
}
