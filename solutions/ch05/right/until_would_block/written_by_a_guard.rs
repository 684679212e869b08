//! Style: `take` and `read_to_end`; a guard takes off what was written, however it ends.

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

/// Reads what there is, at most `at_most` bytes, and adds it to the back of `into`.
pub fn drain(
    source: &mut impl Read,
    into: &mut VecDeque<u8>,
    at_most: usize,
) -> io::Result<Drained> {
    let mut all = Vec::new();
    let mut limited = source.take(at_most as u64);
    let result = limited.read_to_end(&mut all);
    let left = limited.limit();
    into.extend(all);
    match result {
        Ok(_) if left == 0 => Ok(Drained::Limit),
        Ok(_) => Ok(Drained::Ended),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Drained::WouldBlock),
        Err(error) => Err(error),
    }
}

/// Writes `pending` from its front, as much as the sink takes.
pub fn flush(sink: &mut impl Write, pending: &mut VecDeque<u8>) -> io::Result<Flushed> {
    /// Takes what was written out of the queue, however it ends.
    struct Written<'a>(&'a mut VecDeque<u8>, usize);
    impl Drop for Written<'_> {
        fn drop(&mut self) {
            self.0.drain(..self.1);
        }
    }

    pending.make_contiguous();
    let mut queue = Written(pending, 0);
    loop {
        let rest = &queue.0.as_slices().0[queue.1..];
        if rest.is_empty() {
            return Ok(Flushed::Flushed);
        }
        let written = match sink.write(rest) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Flushed::WouldBlock),
            other => other?,
        };
        if written == 0 {
            return Err(io::Error::new(
                ErrorKind::WriteZero,
                "the sink takes nothing",
            ));
        }
        queue.1 += written;
    }
}
