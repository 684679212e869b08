//! Style: a recursive function computes the sum of a block.

use crate::coroutine::{Coroutine, State};

/// The number of bytes in a block.
pub const BLOCK: usize = 1_024;

/// Yields one checksum for each block. `block_byte` returns the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    block_byte: fn(block: u32, position: usize) -> u8,
    blocks: usize,
    n: usize,
    total: i32,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Running,
    Over,
}

fn sum(byte: impl Fn(usize) -> u8 + Copy, from: usize, to: usize) -> i32 {
    if to - from == 1 {
        return byte(from).into();
    }
    let middle = (from + to) / 2;
    sum(byte, from, middle) + sum(byte, middle, to)
}

impl Checksums {
    /// Creates the checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self {
            block_byte,
            blocks: blocks as usize,
            n: 0,
            total: 0,
            stage: Stage::Running,
        }
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        if self.stage == Stage::Over {
            panic!("resumed though it had already returned");
        }
        if self.n >= self.blocks {
            self.stage = Stage::Over;
            return State::Returned(self.total as u32);
        }
        let byte = |i| (self.block_byte)(self.n as u32, i);
        self.total = (self.total * 31 + sum(byte, 0, BLOCK)) % 1_000_003;
        self.n += 1;
        State::Yielded(self.total as u32)
    }
}
