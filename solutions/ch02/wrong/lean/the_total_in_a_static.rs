//! Belief: a static is not in the coroutine, so it need not be counted.
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
    n: u32,
    returned: bool,
}

thread_local! {
    static TOTAL: Cell<u32> = const { Cell::new(0) };
}

impl Checksums {
    /// The checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self {
            blocks,
            block_byte,
            n: 0,
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
        if self.n == 0 {
            TOTAL.set(0);
        }
        if self.n == self.blocks {
            self.returned = true;
            return State::Returned(TOTAL.get());
        }
        let sum: u32 = (0..BLOCK)
            .map(|i| u32::from((self.block_byte)(self.n, i)))
            .sum();
        self.n += 1;
        TOTAL.set((TOTAL.get() * 31 + sum) % 1_000_003);
        State::Yielded(TOTAL.get())
    }
}
