//! Style: the number of the next block also tells that it has returned.

use crate::coroutine::{Coroutine, State};

/// The number of bytes in a block.
pub const BLOCK: usize = 1_024;

/// Yields one checksum for each block. `block_byte` returns the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    block_byte: fn(block: u32, position: usize) -> u8,
    next: Option<u32>,
    blocks: u32,
    total: u32,
}

impl Checksums {
    /// Creates the checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self {
            block_byte,
            next: Some(0),
            blocks,
            total: 0,
        }
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        let n = self.next.expect("these checksums have already returned");
        self.next = if n < self.blocks { Some(n + 1) } else { None };
        if self.next.is_none() {
            return State::Returned(self.total);
        }
        self.total = (0..BLOCK).fold(self.total * 31, |sum, i| {
            (sum + u32::from((self.block_byte)(n, i))) % 1_000_003
        });
        State::Yielded(self.total)
    }
}
