//! Belief: a message that was yielded is out of the parser, for it was given away.
//! Rejected by: the_next_byte_begins_the_next_message
//! Saying: left in it

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
    length: Option<usize>,
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
        match (self.left, self.length, byte) {
            (Some(0), _, b',') => {
                self.left = None;
                self.length = None;
                return State::Yielded(Some(self.content.clone()));
            }
            (Some(left @ 1..), _, _) => {
                self.content.push(byte);
                self.left = Some(left - 1);
            }
            (None, Some(length), b':') => self.left = Some(length),
            (None, None | Some(1..), b'0'..=b'9') => {
                let length = self.length.unwrap_or(0) * 10 + usize::from(byte - b'0');
                self.length = Some(length);
                if length > LONGEST {
                    self.over = true;
                    return State::Returned(Malformed { position });
                }
            }
            _ => {
                self.over = true;
                return State::Returned(Malformed { position });
            }
        }
        State::Yielded(None)
    }
}
