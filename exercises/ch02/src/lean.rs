//! # What must be kept
//!
//! ```
//! let mut sums = Checksums::new(2, |_, _| 1);
//! assert_eq!(sums.resume(()), State::Yielded(1024));
//! // Resume 2 yields the sum of both blocks, and resume 3 returns it.
//! ```
//!
//! It is often said that a coroutine saves its registers and its stack when it stops. This one would then
//! save a kilobyte at each stop. It need not: only values that are used again after the `yield` must be kept,
//! and you decide which these are.
//!
//! ```python
//! def checksums(blocks):
//!     total = 0
//!     for n in range(blocks):
//!         block = bytes(block_byte(n, i) for i in range(1024))   # needed for this sum only
//!         total = (total * 31 + sum(block)) % 1_000_003
//!         yield total
//!     return total
//! ```
//!
//! Write `Checksums`, which does the same. Requirements:
//!
//! Sums:
//!
//! 1. `Checksums::new` does not call `block_byte`.
//! 2. The first resume reads block 0, the second block 1, and so on. Each of them calls `block_byte` once for
//!    each of the 1,024 positions of its block, and for no other byte.
//! 3. It yields `blocks` sums, as the Python function does, for each number of blocks that a `u32` can hold.
//!
//! Size:
//!
//! 4. A `Checksums` has at most 32 bytes.
//! 5. It is `Copy`, and it stores nothing outside its fields between two resumes. A copy that is made at any
//!    stop continues by itself.
//!
//! End:
//!
//! 6. The resume after the last sum returns that sum, or 0 if there are no blocks. It does not call
//!    `block_byte`.
//! 7. Each resume after the return panics, and the panic message contains `already returned`.
//!
//! Left open: the order in which one resume asks for the bytes of its block, and what it allocates while it
//! runs.

use crate::coroutine::{Coroutine, State};

/// The number of bytes in a block.
pub const BLOCK: usize = 1_024;

/// Yields one checksum for each block. `block_byte` returns the byte of a block at a position.
#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    blocks: u32,
    block_byte: fn(block: u32, position: usize) -> u8,
}

impl Checksums {
    /// Creates the checksums of that many blocks. Nothing has been computed.
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self { blocks, block_byte }
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        // So that the stub compiles without a warning: delete this line.
        let _ = self.block_byte;
        todo!("compute the checksum of the next of {} blocks", self.blocks)
    }
}
