//! Belief: a colon is a colon, and a comma is a comma, wherever it stands.
//! Rejected by: the_content_may_hold_any_byte
//! Saying: can stand

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
    in_content: bool,
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
        let mut malformed = || {
            self.over = true;
            State::Returned(Malformed { position })
        };
        match byte {
            b':' if self.length.is_some() && !self.in_content => self.in_content = true,
            b',' if self.in_content && self.length == Some(self.content.len()) => {
                self.in_content = false;
                self.length = None;
                return State::Yielded(Some(std::mem::take(&mut self.content)));
            }
            b':' | b',' => return malformed(),
            _ if self.in_content => {
                if self.length == Some(self.content.len()) {
                    return malformed();
                }
                self.content.push(byte);
            }
            b'0'..=b'9' if self.length != Some(0) => {
                let length = self.length.unwrap_or(0) * 10 + usize::from(byte - b'0');
                if length > LONGEST {
                    return malformed();
                }
                self.length = Some(length);
            }
            _ => return malformed(),
        }
        State::Yielded(None)
    }
}
