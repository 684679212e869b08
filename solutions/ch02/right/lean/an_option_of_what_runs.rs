//! Style: an Option that is empty after the return; the block is on the heap during a resume.

use crate::coroutine::{Coroutine, State};

/// The number of bytes in a block.
pub const BLOCK: usize = 1_024;

/// Yields one checksum for each block. `block_byte` returns the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    block_byte: fn(block: u32, position: usize) -> u8,
    left_and_total: Option<(u32, u32)>,
    blocks: u32,
}

impl Checksums {
    /// Creates the checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self {
            block_byte,
            left_and_total: Some((blocks, 0)),
            blocks,
        }
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        let Some((left, total)) = self.left_and_total.take() else {
            panic!("it has already returned");
        };
        if left == 0 {
            return State::Returned(total);
        }
        let block: Vec<u8> = (0..BLOCK)
            .map(|i| (self.block_byte)(self.blocks - left, i))
            .collect();
        let sum: u32 = block.iter().copied().map(u32::from).sum();
        let total = (total * 31 + sum) % 1_000_003;
        self.left_and_total = Some((left - 1, total));
        State::Yielded(total)
    }
}
