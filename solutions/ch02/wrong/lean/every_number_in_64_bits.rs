//! Belief: larger types are safer, and cost nothing.
//! Rejected by: it_keeps_at_most_32_bytes
//! Saying: something in it is not used after

use crate::coroutine::{Coroutine, State};

/// How many bytes a block has.
pub const BLOCK: usize = 1_024;

/// Yields a checksum a block. `block_byte` gives the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    blocks: u64,
    block_byte: fn(block: u32, position: usize) -> u8,
    n: u64,
    total: u64,
    sum: u64,
    returned: bool,
}

impl Checksums {
    /// The checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self {
            blocks: blocks.into(),
            block_byte,
            n: 0,
            total: 0,
            sum: 0,
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
        if self.n == self.blocks {
            self.returned = true;
            return State::Returned(self.total as u32);
        }
        self.sum = 0;
        for i in 0..BLOCK {
            self.sum += u64::from((self.block_byte)(self.n as u32, i));
        }
        self.n += 1;
        self.total = (self.total * 31 + self.sum) % 1_000_003;
        State::Yielded(self.total as u32)
    }
}
