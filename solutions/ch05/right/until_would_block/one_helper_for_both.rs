//! Style: what an outcome means is said once; the queue is made one piece.

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

enum Said {
    Bytes(usize),
    Again,
    WouldBlock,
}

fn said(outcome: io::Result<usize>) -> io::Result<Said> {
    match outcome {
        Ok(bytes) => Ok(Said::Bytes(bytes)),
        Err(error) => match error.kind() {
            ErrorKind::Interrupted => Ok(Said::Again),
            ErrorKind::WouldBlock => Ok(Said::WouldBlock),
            _ => Err(error),
        },
    }
}

/// Reads what there is, at most `at_most` bytes, and adds it to the back of `into`.
pub fn drain(
    source: &mut impl Read,
    into: &mut VecDeque<u8>,
    mut at_most: usize,
) -> io::Result<Drained> {
    let mut buffer = vec![0; at_most.min(64 * 1024)];
    while at_most != 0 {
        let room = buffer.len().min(at_most);
        match said(source.read(&mut buffer[..room]))? {
            Said::Again => {}
            Said::WouldBlock => return Ok(Drained::WouldBlock),
            Said::Bytes(0) => return Ok(Drained::Ended),
            Said::Bytes(bytes) => {
                at_most -= bytes;
                into.extend(buffer[..bytes].iter());
            }
        }
    }
    Ok(Drained::Limit)
}

/// Writes `pending` from its front, as much as the sink takes.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    loop {
        if pending.is_empty() {
            return Ok(Flushed::Flushed);
        }
        match said(sink.write(pending.make_contiguous()))? {
            Said::Again => {}
            Said::WouldBlock => return Ok(Flushed::WouldBlock),
            Said::Bytes(0) => return Err(ErrorKind::WriteZero.into()),
            Said::Bytes(bytes) => {
                *pending = pending.split_off(bytes);
            }
        }
    }
}
