//! Style: the queue grows by what a read may give, and shrinks to what it gave; one call at a time.

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
    loop {
        let before = into.len();
        let room = left.min(1000);
        if room == 0 {
            return Ok(Drained::Limit);
        }
        into.resize(before + room, 0);
        let answer = source.read(&mut into.make_contiguous()[before..]);
        into.truncate(before + answer.as_ref().map_or(0, |read| *read));
        match answer.map_err(|error| (error.kind(), error)) {
            Ok(0) => return Ok(Drained::Ended),
            Ok(read) => left -= read,
            Err((io::ErrorKind::Interrupted, _)) => {}
            Err((io::ErrorKind::WouldBlock, _)) => return Ok(Drained::WouldBlock),
            Err((_, error)) => return Err(error),
        }
    }
}

/// Writes `pending` from its front, as much as the sink takes.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    step(sink, pending).unwrap_or_else(|| flush_rest(sink, pending))
}

fn flush_rest(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    loop {
        if let Some(done) = step(sink, pending) {
            return done;
        }
    }
}

/// One call; `None` if there is another one to make.
fn step(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> Option<io::Result<Flushed>> {
    if pending.is_empty() {
        return Some(Ok(Flushed::Flushed));
    }
    match sink.write(pending.make_contiguous()) {
        Ok(0) => Some(Err(io::ErrorKind::WriteZero.into())),
        Ok(written) => {
            pending.rotate_left(written);
            pending.truncate(pending.len() - written);
            None
        }
        Err(error) if error.kind() == io::ErrorKind::Interrupted => None,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Some(Ok(Flushed::WouldBlock)),
        Err(error) => Some(Err(error)),
    }
}
