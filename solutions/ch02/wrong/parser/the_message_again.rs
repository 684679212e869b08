//! Belief: with every byte the parser begins with the message anew, to see whether it is
//! complete.
//! Rejected by: no_byte_is_looked_at_twice
//! Saying: has not returned

use crate::coroutine::{Coroutine, State};

/// The longest content that is accepted, in bytes.
pub const LONGEST: usize = 9_999;

/// The byte at `position` cannot stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    pub position: usize,
}

/// Takes in bytes and yields messages.
#[derive(Debug, Default)]
pub struct Parser {
    passed: usize,
    buffer: Vec<u8>,
    over: bool,
}

impl Parser {
    /// A parser that has seen no byte.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Coroutine for Parser {
    type In = u8;
    type Yield = Option<Vec<u8>>;
    type Return = Malformed;

    fn resume(&mut self, byte: u8) -> State<Option<Vec<u8>>, Malformed> {
        assert!(!self.over, "this parser has already returned");
        self.buffer.push(byte);
        let mut length: Option<usize> = None;
        let mut left: Option<usize> = None;
        let mut content = Vec::new();
        for (at, byte) in self.buffer.iter().copied().enumerate() {
            match (left, length, byte) {
                (Some(0), _, b',') => {
                    self.passed += self.buffer.len();
                    self.buffer.clear();
                    return State::Yielded(Some(content));
                }
                (Some(more @ 1..), _, _) => {
                    content.push(byte);
                    left = Some(more - 1);
                }
                (None, Some(known), b':') => left = Some(known),
                (None, None | Some(1..), b'0'..=b'9')
                    if length.unwrap_or(0) * 10 + usize::from(byte - b'0') <= LONGEST =>
                {
                    length = Some(length.unwrap_or(0) * 10 + usize::from(byte - b'0'));
                }
                _ => {
                    self.over = true;
                    return State::Returned(Malformed {
                        position: self.passed + at,
                    });
                }
            }
        }
        State::Yielded(None)
    }
}
