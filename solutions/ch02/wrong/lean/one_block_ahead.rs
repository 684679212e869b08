//! Belief: the next sum is ready before anybody asks for it.
//! Rejected by: each_resume_asks_for_the_bytes_of_one_block_once
//! Saying: others have their turn later

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
    returned: bool,
    ahead: Option<u32>,
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
            ahead: None,
        }
    }

    fn sum_of(&self, block: u32) -> u32 {
        (0..BLOCK)
            .map(|i| u32::from((self.block_byte)(block, i)))
            .sum()
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
        let sum = match self.ahead {
            Some(sum) => sum,
            None => self.sum_of(0),
        };
        self.n += 1;
        self.ahead = (self.n < self.blocks).then(|| self.sum_of(self.n));
        self.total = (self.total * 31 + sum) % 1_000_003;
        State::Yielded(self.total)
    }
}
