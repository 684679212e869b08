//! # Until it would block
//!
//! A socket that does not block answers a read in one of four ways: some bytes, the end, an error, or
//! "I would have to wait". Being told that it is ready means only that the next read will not wait.
//! Who stops after one read may leave bytes behind, of which nobody will tell again; who never stops
//! serves one client and starves the others.
//!
//! Write `drain` and `flush`. They are judged by these promises:
//!
//! - `drain` reads until the source would block (`WouldBlock`) or has come to its end (`Ended`), and
//!   adds all that it read to the back of `into`, in order. What was in there stays.
//! - Once it has read `at_most` bytes, `drain` stops with `Limit`, and does not look whether there are
//!   more: not one byte more is taken from the source. With a limit of 0 that is at once, and nothing
//!   is read; a limit of `usize::MAX` is none, and costs no memory.
//! - `flush` writes from the front of `pending` until it is empty (`Flushed`) or the sink would block
//!   (`WouldBlock`), and removes exactly what was written. It only writes: the sink's own `flush` is
//!   not its business.
//! - An interrupted call (`ErrorKind::Interrupted`) is made again, however often. Any other error is returned as it
//!   is; what was read or written before it is in `into`, or gone from `pending`, as it should be.
//! - A sink that takes 0 bytes of some will never take any: that is the error `ErrorKind::WriteZero`.
//! - After an end, an error or a "would block", neither asks again; `flush` with nothing to write does
//!   not ask at all.

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
    // So that the stub compiles without a warning: delete this line.
    let _ = (source, into);
    todo!("read until it would block, at most {at_most} bytes")
}

/// Writes what is `pending`, from its front, as far as the sink takes it.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    // So that the stub compiles without a warning: delete this line.
    let _ = sink;
    todo!("write {} bytes, until it would block", pending.len())
}
