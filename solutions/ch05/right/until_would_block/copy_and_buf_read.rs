//! Style: `io::copy` into the queue, and the queue as a `BufRead`.

use std::collections::VecDeque;
use std::io::{self, BufRead, ErrorKind, Read, Write};

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
    let before = into.len();
    let outcome = io::copy(&mut source.take(at_most as u64), into);
    match outcome {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Drained::WouldBlock),
        Err(error) => Err(error),
        Ok(_) if into.len() - before == at_most => Ok(Drained::Limit),
        Ok(_) => Ok(Drained::Ended),
    }
}

/// Writes `pending` from its front, as much as the sink takes.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    loop {
        let bytes = pending.fill_buf()?;
        if bytes.is_empty() {
            return Ok(Flushed::Flushed);
        }
        match sink.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => pending.consume(written),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Flushed::WouldBlock),
            Err(error) => return Err(error),
        }
    }
}
