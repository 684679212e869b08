//! Belief: a queue that was taken apart is put together again at the end.
//! Rejected by: other_errors_are_returned_and_no_byte_is_lost
//! Saying: and `into`, which had 6, has 0

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
    let mut all = Vec::from(std::mem::take(into));
    let before = all.len();
    match source.by_ref().take(at_most as u64).read_to_end(&mut all) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
            *into = all.into();
            return Ok(Drained::WouldBlock);
        }
        Err(error) => return Err(error),
    }
    let full = all.len() - before == at_most;
    *into = all.into();
    Ok(if full { Drained::Limit } else { Drained::Ended })
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
