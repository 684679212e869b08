//! Style: two buffers in one `read_vectored`, together no larger than what is left.

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

/// Reads what there is, at most `at_most` bytes, and adds it to the back of `into`.
pub fn drain(
    source: &mut impl Read,
    into: &mut VecDeque<u8>,
    at_most: usize,
) -> io::Result<Drained> {
    let mut left = at_most;
    let (mut one, mut two) = ([0; 300], [0; 300]);
    loop {
        let first = left.min(one.len());
        let second = (left - first).min(two.len());
        if first == 0 {
            return Ok(Drained::Limit);
        }
        let mut both = [
            io::IoSliceMut::new(&mut one[..first]),
            io::IoSliceMut::new(&mut two[..second]),
        ];
        let read = match source.read_vectored(&mut both) {
            Ok(0) => return Ok(Drained::Ended),
            Ok(read) => read,
            Err(error) => match error.kind() {
                io::ErrorKind::Interrupted => continue,
                io::ErrorKind::WouldBlock => return Ok(Drained::WouldBlock),
                _ => return Err(error),
            },
        };
        into.extend(one.iter().chain(&two).take(read));
        left -= read;
    }
}

/// Writes `pending` from its front, as much as the sink takes.
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
