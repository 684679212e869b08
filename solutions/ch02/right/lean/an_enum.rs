//! Style: an enum with a variant for each place at which it can stop.

use crate::coroutine::{Coroutine, State};

/// The number of bytes in a block.
pub const BLOCK: usize = 1_024;

/// Yields one checksum for each block. `block_byte` returns the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub enum Checksums {
    Start {
        blocks: u32,
        block_byte: fn(block: u32, position: usize) -> u8,
    },
    Yielded {
        blocks: u32,
        block_byte: fn(block: u32, position: usize) -> u8,
        n: u32,
        total: u32,
    },
    Returned,
}

impl Checksums {
    /// Creates the checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Checksums::Start { blocks, block_byte }
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        let (blocks, block_byte, n, total) = match *self {
            Checksums::Start { blocks, block_byte } => (blocks, block_byte, 0, 0),
            Checksums::Yielded {
                blocks,
                block_byte,
                n,
                total,
            } => (blocks, block_byte, n + 1, total),
            Checksums::Returned => panic!("these checksums have already returned"),
        };
        if n == blocks {
            *self = Checksums::Returned;
            return State::Returned(total);
        }
        let mut block = [0; BLOCK];
        for (i, byte) in block.iter_mut().enumerate() {
            *byte = block_byte(n, i);
        }
        let sum: u32 = block.into_iter().map(u32::from).sum();
        let total = (total * 31 + sum) % 1_000_003;
        *self = Checksums::Yielded {
            blocks,
            block_byte,
            n,
            total,
        };
        State::Yielded(total)
    }
}
