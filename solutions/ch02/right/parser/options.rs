//! Style: a struct with optional fields: what is there already tells where it stands.

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
    sent: usize,
    length: Option<usize>,
    content: Option<Vec<u8>>,
    returned: bool,
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
        assert!(!self.returned, "this parser has already returned");
        let position = self.sent;
        self.sent += 1;
        let stands = match (self.length, &mut self.content) {
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
        if stands {
            State::Yielded(None)
        } else {
            self.returned = true;
            State::Returned(Malformed { position })
        }
    }
}
