//! Belief: what is on the heap is not kept.
//! Rejected by: a_copy_made_at_any_stop_runs_on_by_itself
//! Saying: Checksums is not `Copy`

use crate::coroutine::{Coroutine, State};

/// How many bytes a block has.
pub const BLOCK: usize = 1_024;

/// Yields a checksum a block. `block_byte` gives the byte of a block at a position.
#[derive(Clone, Debug)]
pub struct Checksums(Box<Kept>);

#[derive(Clone, Debug)]
struct Kept {
    blocks: u32,
    block_byte: fn(block: u32, position: usize) -> u8,
    n: u32,
    total: u32,
    returned: bool,
    block: Vec<u8>,
}

impl Checksums {
    /// The checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self(Box::new(Kept {
            blocks,
            block_byte,
            n: 0,
            total: 0,
            returned: false,
            block: Vec::new(),
        }))
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        let kept = &mut *self.0;
        assert!(!kept.returned, "these checksums have already returned");
        if kept.n == kept.blocks {
            kept.returned = true;
            return State::Returned(kept.total);
        }
        kept.block = (0..BLOCK).map(|i| (kept.block_byte)(kept.n, i)).collect();
        let sum: u32 = kept.block.iter().map(|byte| u32::from(*byte)).sum();
        kept.n += 1;
        kept.total = (kept.total * 31 + sum) % 1_000_003;
        State::Yielded(kept.total)
    }
}
