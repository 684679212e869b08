//! Style: a struct with optional fields, which together are the state.

use crate::coroutine::{Coroutine, State};

/// The longest content that is accepted, in bytes.
pub const LONGEST: usize = 9_999;

/// The byte at `position` is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    pub position: usize,
}

/// Takes bytes and yields messages.
#[derive(Debug, Default)]
pub struct Parser {
    sent: usize,
    length: Option<usize>,
    content: Option<Vec<u8>>,
    returned: bool,
}

impl Parser {
    /// Creates a parser that has not been sent a byte.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Coroutine for Parser {
    type In = u8;
    type Yield = Option<Vec<u8>>;
    type Return = Malformed;

    fn resume(&mut self, byte: u8) -> State<Option<Vec<u8>>, Malformed> {
        assert!(!self.returned, "this parser has already returned");
        let position = self.sent;
        self.sent += 1;
        let valid = match (self.length, &mut self.content) {
            (Some(length), Some(content)) if content.len() < length => {
                content.push(byte);
                true
            }
            (Some(_), Some(_)) if byte == b',' => {
                self.length = None;
                return State::Yielded(self.content.take());
            }
            (Some(_), None) if byte == b':' => {
                self.content = Some(Vec::new());
                true
            }
            (length, None) if byte.is_ascii_digit() && length != Some(0) => {
                let length = length.unwrap_or(0) * 10 + usize::from(byte - b'0');
                self.length = Some(length);
                length <= LONGEST
            }
            _ => false,
        };
        if valid {
            State::Yielded(None)
        } else {
            self.returned = true;
            State::Returned(Malformed { position })
        }
    }
}
