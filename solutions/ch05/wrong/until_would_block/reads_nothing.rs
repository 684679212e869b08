//! Belief: to say that there is nothing to read is always safe: the caller comes back.
//! Rejected by: neither_asks_again_when_it_knows
//! Saying: did not ask it until then

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

/// Reads what there is, `at_most` so many bytes, to the back of `into`.
pub fn drain(_: &mut impl Read, _: &mut VecDeque<u8>, at_most: usize) -> io::Result<Drained> {
    Ok(match at_most {
        0 => Drained::Limit,
        _ => Drained::WouldBlock,
    })
}

/// Writes what is `pending`, from its front, as far as the sink takes it.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    while !pending.is_empty() {
        // Of its two slices the first one is empty only where both are.
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
