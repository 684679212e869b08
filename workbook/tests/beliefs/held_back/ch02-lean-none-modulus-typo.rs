// entry: none
use crate::coroutine::{Coroutine, State};

pub const BLOCK: usize = 1_024;

#[derive(Clone, Copy, Debug)]
pub struct Checksums {
    blocks: u32,
    next: u32,
    total: u32,
    over: bool,
    block_byte: fn(block: u32, position: usize) -> u8,
}

impl Checksums {
    pub fn new(blocks: u32, block_byte: fn(block: u32, position: usize) -> u8) -> Self {
        Self {
            blocks,
            next: 0,
            total: 0,
            over: false,
            block_byte,
        }
    }
}

impl Coroutine for Checksums {
    type In = ();
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<u32, u32> {
        assert!(!self.over, "already returned");
        if self.next == self.blocks {
            self.over = true;
            return State::Returned(self.total);
        }
        let mut sum = 0;
        for position in 0..BLOCK {
            sum += u32::from((self.block_byte)(self.next, position));
        }
        self.total = (self.total * 31 + sum) % 1_000_033;
        self.next += 1;
        State::Yielded(self.total)
    }
}
