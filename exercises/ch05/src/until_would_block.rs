//! # Until it would block
//!
//! ```
//! let why = drain(&mut socket, &mut input, 65_536)?; // `input` has the bytes that were there.
//! output.extend(input.drain(..));
//! flush(&mut socket, &mut output)?; // `output` has what the socket did not take.
//! ```
//!
//! A read from a non-blocking socket has four results: bytes, the end, `WouldBlock`, or an error. If you stop after
//! one read, bytes may stay behind, and no further event reports them. If you never stop, one busy client starves
//! the others.
//!
//! Write `drain` and `flush`. Requirements:
//!
//! Reading
//!
//! 1. `drain` reads until the source would block (`WouldBlock`) or has ended (`Ended`: a read returned 0 bytes). It
//!    adds all bytes to the back of `into`, in order, and keeps what was in `into` before.
//! 2. After `at_most` bytes, `drain` returns `Limit` without another call. It never takes a byte more from the
//!    source. With a limit of 0, it reads nothing.
//! 3. A limit of `usize::MAX` means no limit. A large limit needs no more memory than a small one.
//!
//! Writing
//!
//! 4. `flush` writes from the front of `pending` until nothing is left (`Flushed`) or the sink would block
//!    (`WouldBlock`). It removes exactly the bytes that the sink took.
//! 5. `flush` never calls the sink's own `flush`. If `pending` is empty, it calls nothing.
//! 6. If a `write` of some bytes returns `Ok(0)`, the sink will take no bytes later either: return the error
//!    `ErrorKind::WriteZero`.
//!
//! Errors
//!
//! 7. A call that fails with `ErrorKind::Interrupted` is made again, however many times that happens in a row.
//! 8. Any other error is returned unchanged. The bytes that were read before it are in `into`, and the bytes that
//!    were written before it are gone from `pending`.
//! 9. After the end, a `WouldBlock`, a `write` of 0 bytes or another error, neither function calls the source or
//!    the sink again.
//!
//! Left open: how many bytes each read and write asks for.

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
    // So that the stub compiles without a warning: delete this line.
    let _ = (source, into);
    todo!("read until it would block, at most {at_most} bytes")
}

/// Writes `pending` from its front, as much as the sink takes.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    // So that the stub compiles without a warning: delete this line.
    let _ = sink;
    todo!("write {} bytes, until it would block", pending.len())
}
