//! Belief: the first resume should find its block ready.
//! Rejected by: making_it_computes_nothing
//! Saying: called 1024 times by Checksums::new

use crate::coroutine::{Coroutine, State};

/// How many bytes a block has.
pub const BLOCK: usize = 1_024;

/// Yields a checksum a block. `block_byte` gives the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    blocks: u32,
    block_byte: fn(block: u32, position: usize) -> u8,
    n: u32,
    total: u32,
    sum: u32,
    returned: bool,
}

impl Checksums {
    /// The checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        let sum = match blocks {
            0 => 0,
            _ => (0..BLOCK).map(|i| u32::from(block_byte(0, i))).sum(),
        };
        Self {
            blocks,
            block_byte,
            n: 0,
            total: 0,
            sum,
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
            return State::Returned(self.total);
        }
        let sum = match self.n {
            0 => self.sum,
            n => (0..BLOCK).map(|i| u32::from((self.block_byte)(n, i))).sum(),
        };
        self.n += 1;
        self.total = (self.total * 31 + sum) % 1_000_003;
        State::Yielded(self.total)
    }
}
