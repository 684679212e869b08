//! Belief: digits add to the length that is there.
//! Rejected by: the_next_byte_begins_the_next_message
//! Saying: of the message before

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
    position: usize,
    length: usize,
    digits: usize,
    left: Option<usize>,
    content: Vec<u8>,
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
        let position = self.position;
        self.position += 1;
        match (self.left, byte) {
            (Some(0), b',') => {
                self.left = None;
                self.digits = 0;
                return State::Yielded(Some(std::mem::take(&mut self.content)));
            }
            (Some(left @ 1..), _) => {
                self.content.push(byte);
                self.left = Some(left - 1);
            }
            (None, b':') if self.digits > 0 => self.left = Some(self.length),
            (None, b'0'..=b'9')
                if (self.digits == 0 || self.length > 0)
                    && self.length * 10 + usize::from(byte - b'0') <= LONGEST =>
            {
                self.length = self.length * 10 + usize::from(byte - b'0');
                self.digits += 1;
            }
            _ => {
                self.over = true;
                return State::Returned(Malformed { position });
            }
        }
        State::Yielded(None)
    }
}
