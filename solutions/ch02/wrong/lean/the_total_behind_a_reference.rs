//! Belief: a reference is small, whatever it points to.
//! Rejected by: a_copy_made_at_any_stop_runs_on_by_itself
//! Saying: They share something

use std::cell::Cell;

use crate::coroutine::{Coroutine, State};

/// How many bytes a block has.
pub const BLOCK: usize = 1_024;

/// Yields a checksum a block. `block_byte` gives the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    blocks: u32,
    block_byte: fn(block: u32, position: usize) -> u8,
    kept: &'static Cell<(u32, u32, bool)>,
}

impl Checksums {
    /// The checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self {
            blocks,
            block_byte,
            kept: Box::leak(Box::default()),
        }
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        let (n, total, returned) = self.kept.get();
        assert!(!returned, "these checksums have already returned");
        if n == self.blocks {
            self.kept.set((n, total, true));
            return State::Returned(total);
        }
        let sum: u32 = (0..BLOCK).map(|i| u32::from((self.block_byte)(n, i))).sum();
        let total = (total * 31 + sum) % 1_000_003;
        self.kept.set((n + 1, total, false));
        State::Yielded(total)
    }
}
