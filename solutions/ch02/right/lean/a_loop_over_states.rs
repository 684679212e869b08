//! Style: a loop over states, until one of them stops.

use crate::coroutine::{Coroutine, State};

/// The number of bytes in a block.
pub const BLOCK: usize = 1_024;

/// Yields one checksum for each block. `block_byte` returns the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    blocks: u32,
    block_byte: fn(block: u32, position: usize) -> u8,
    at: At,
}

#[derive(Clone, Copy, Debug)]
enum At {
    Start,
    Condition { n: u32, total: u32 },
    AfterYield { n: u32, total: u32 },
    Over,
}

impl Checksums {
    /// Creates the checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self {
            blocks,
            block_byte,
            at: At::Start,
        }
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        loop {
            self.at = match self.at {
                At::Start => At::Condition { n: 0, total: 0 },
                At::Condition { n, total } if n < self.blocks => {
                    let sum: usize = (0..BLOCK)
                        .map(|i| usize::from((self.block_byte)(n, i)))
                        .sum();
                    let total = ((total as usize * 31 + sum) % 1_000_003) as u32;
                    self.at = At::AfterYield { n, total };
                    return State::Yielded(total);
                }
                At::AfterYield { n, total } => At::Condition { n: n + 1, total },
                At::Condition { total, .. } => {
                    self.at = At::Over;
                    return State::Returned(total);
                }
                At::Over => panic!("these checksums have already returned"),
            };
        }
    }
}
