//! Belief: each piece of the queue is written as far as it goes.
//! Rejected by: flush_keeps_what_the_sink_does_not_take
//! Saying: asked again after it would block

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
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
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
    let (front, back) = pending.as_slices();
    let halves = [front.to_vec(), back.to_vec()];
    for half in halves {
        let mut rest = &half[..];
        while !rest.is_empty() {
            match sink.write(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    rest = &rest[written..];
                    pending.drain(..written);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // The sink is full. The other half has its turn.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
    }
    match pending.is_empty() {
        true => Ok(Flushed::Flushed),
        false => Ok(Flushed::WouldBlock),
    }
}
