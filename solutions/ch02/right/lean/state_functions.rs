//! Style: a field stores the function that runs next, as a pointer.

use crate::coroutine::{Coroutine, State};

/// The number of bytes in a block.
pub const BLOCK: usize = 1_024;

/// Yields one checksum for each block. `block_byte` returns the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    blocks: u32,
    block_byte: fn(block: u32, position: usize) -> u8,
    n: u32,
    total: u32,
    go_on: fn(&mut Checksums) -> State<u32, u32>,
}

impl Checksums {
    /// Creates the checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self {
            blocks,
            block_byte,
            n: 0,
            total: 0,
            go_on: Self::next_block,
        }
    }

    fn next_block(&mut self) -> State<u32, u32> {
        if self.n == self.blocks {
            self.go_on = |_| panic!("already returned");
            return State::Returned(self.total);
        }
        let mut sum = 0;
        for i in (0..BLOCK).rev() {
            sum += u32::from((self.block_byte)(self.n, i));
        }
        self.n += 1;
        self.total = (self.total * 31 + sum) % 1_000_003;
        State::Yielded(self.total)
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        (self.go_on)(self)
    }
}
