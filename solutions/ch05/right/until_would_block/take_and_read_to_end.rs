//! Style: the adapters of std: `take` and `read_to_end`; both slices in one `write_vectored`.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice, Read, Write};

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
    let mut bytes = Vec::new();
    // It keeps what it has read before an error, and makes interrupted calls again.
    let limit = u64::try_from(at_most).unwrap_or(u64::MAX);
    let outcome = source.take(limit).read_to_end(&mut bytes);
    into.extend(&bytes);
    match outcome {
        Ok(_) if bytes.len() == at_most => Ok(Drained::Limit),
        Ok(_) => Ok(Drained::Ended),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Drained::WouldBlock),
        Err(error) => Err(error),
    }
}

/// Writes `pending` from its front, as much as the sink takes.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    loop {
        let (front, back) = pending.as_slices();
        if front.is_empty() {
            return Ok(Flushed::Flushed);
        }
        let outcome = sink.write_vectored(&[IoSlice::new(front), IoSlice::new(back)]);
        match outcome.map_err(|error| (error.kind(), error)) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => drop(pending.drain(..written)),
            Err((ErrorKind::Interrupted, _)) => continue,
            Err((ErrorKind::WouldBlock, _)) => return Ok(Flushed::WouldBlock),
            Err((_, error)) => return Err(error),
        }
    }
}
