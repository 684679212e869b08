//! Style: threads ask for the bytes of a block, and end before the resume does.

use std::thread;

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
    returned: bool,
}

impl Checksums {
    /// Creates the checksums of that many blocks. Nothing has been computed.
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
        if self.n == self.blocks {
            self.returned = true;
            return State::Returned(self.total);
        }
        let (n, block_byte) = (self.n, self.block_byte);
        let sum: u32 = thread::scope(|scope| {
            let quarter = |from: usize| {
                let bytes = from..from + BLOCK / 4;
                scope.spawn(move || bytes.map(|i| u32::from(block_byte(n, i))).sum::<u32>())
            };
            let quarters = [0, 1, 2, 3].map(|quarter_of| quarter(quarter_of * BLOCK / 4));
            quarters
                .map(|sum| sum.join().expect("block_byte does not panic"))
                .iter()
                .sum()
        });
        self.n += 1;
        self.total = (self.total * 31 + sum) % 1_000_003;
        State::Yielded(self.total)
    }
}
