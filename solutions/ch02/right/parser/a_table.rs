//! Style: a table of states, bytes and actions, and two numbers beside it.

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
    step: u8,
    position: usize,
    left: usize,
    content: Vec<u8>,
}

const FIRST: u8 = 0;
const MORE: u8 = 1;
const COLON: u8 = 2;
const BYTES: u8 = 3;
const COMMA: u8 = 4;
const OVER: u8 = 5;

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
        let here = self.position;
        self.position += 1;
        let number = |digit: u8| usize::from(digit - b'0');
        match (self.step, byte) {
            (FIRST, b'0') => (self.step, self.left) = (COLON, 0),
            (FIRST, b'1'..=b'9') => (self.step, self.left) = (MORE, number(byte)),
            (MORE, b'0'..=b'9') if self.left <= (LONGEST - number(byte)) / 10 => {
                self.left = self.left * 10 + number(byte);
            }
            (MORE, b':') => self.step = BYTES,
            (COLON, b':') => self.step = COMMA,
            (BYTES, _) => {
                self.content.push(byte);
                self.left -= 1;
                if self.left == 0 {
                    self.step = COMMA;
                }
            }
            (COMMA, b',') => {
                self.step = FIRST;
                return State::Yielded(Some(self.content.split_off(0)));
            }
            (OVER, _) => panic!("the parser had already returned"),
            _ => {
                self.step = OVER;
                return State::Returned(Malformed { position: here });
            }
        }
        State::Yielded(None)
    }
}
