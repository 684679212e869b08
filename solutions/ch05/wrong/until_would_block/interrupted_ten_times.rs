//! Belief: who is interrupted ten times in a row has a fault.
//! Rejected by: interrupted_calls_are_made_again
//! Saying: 20000 times in a row

use std::collections::VecDeque;
use std::io::{self, Read, Write};

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

/// Reads what there is, `at_most` so many bytes, to the back of `into`.
pub fn drain(
    source: &mut impl Read,
    into: &mut VecDeque<u8>,
    at_most: usize,
) -> io::Result<Drained> {
    let mut interrupted = 0;
    let mut left = at_most;
    let mut buffer = [0; 4096];
    while left > 0 {
        let room = left.min(buffer.len());
        match source.read(&mut buffer[..room]) {
            Ok(0) => return Ok(Drained::Ended),
            Ok(read) => {
                into.extend(&buffer[..read]);
                left -= read;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted && interrupted < 10 => {
                interrupted += 1;
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return Ok(Drained::WouldBlock);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Drained::Limit)
}

/// Writes what is `pending`, from its front, as far as the sink takes it.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    while !pending.is_empty() {
        match sink.write(pending.as_slices().0) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => {
                pending.drain(..written);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return Ok(Flushed::WouldBlock);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Flushed::Flushed)
}
