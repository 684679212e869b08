//! # Until it would block
//!
//! Two loops: the result of each call says whether to call again.

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
    let mut buffer = [0; 4096];
    let mut left = at_most;
    while left > 0 {
        let room = left.min(buffer.len());
        match source.read(&mut buffer[..room]) {
            Ok(0) => return Ok(Drained::Ended),
            Ok(read) => {
                into.extend(&buffer[..read]);
                left -= read;
            }
            Err(error) => match error.kind() {
                ErrorKind::Interrupted => {}
                ErrorKind::WouldBlock => return Ok(Drained::WouldBlock),
                _ => return Err(error),
            },
        }
    }
    Ok(Drained::Limit)
}

/// Writes `pending` from its front, as much as the sink takes.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    while !pending.is_empty() {
        // Of its two slices the first one is empty only if both are.
        match sink.write(pending.as_slices().0) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => drop(pending.drain(..written)),
            Err(error) => match error.kind() {
                ErrorKind::Interrupted => {}
                ErrorKind::WouldBlock => return Ok(Flushed::WouldBlock),
                _ => return Err(error),
            },
        }
    }
    Ok(Flushed::Flushed)
}
