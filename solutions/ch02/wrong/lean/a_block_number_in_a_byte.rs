//! Belief: a lean coroutine counts in the smallest type.
//! Rejected by: it_takes_as_many_blocks_as_there_are
//! Saying: attempt to add with overflow

use crate::coroutine::{Coroutine, State};

/// How many bytes a block has.
pub const BLOCK: usize = 1_024;

/// Yields a checksum a block. `block_byte` gives the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    blocks: u32,
    block_byte: fn(block: u32, position: usize) -> u8,
    /// The next block.
    n: u8,
    total: u32,
    returned: bool,
}

impl Checksums {
    /// The checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self {
            blocks,
            block_byte,
            n: 0,
            total: 0,
            returned: false,
        }
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        assert!(!self.returned, "these checksums have already returned");
        if u32::from(self.n) == self.blocks {
            self.returned = true;
            return State::Returned(self.total);
        }
        let sum: u32 = (0..BLOCK)
            .map(|i| u32::from((self.block_byte)(self.n.into(), i)))
            .sum();
        self.n += 1;
        self.total = (self.total * 31 + sum) % 1_000_003;
        State::Yielded(self.total)
    }
}
