//! Style: the digits are stored as text and parsed at the colon; the content counts down.

use std::collections::VecDeque;

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
    position: usize,
    digits: String,
    left: Option<usize>,
    content: VecDeque<u8>,
    over: bool,
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
        if self.over {
            panic!("already returned");
        }
        self.position += 1;
        match self.left {
            None => {
                if byte == b':' {
                    if let Ok(length) = self.digits.parse() {
                        self.left = Some(length);
                        self.digits.clear();
                        return State::Yielded(None);
                    }
                } else if byte.is_ascii_digit() && self.digits != "0" {
                    self.digits.push(char::from(byte));
                    if self.digits.len() <= LONGEST.to_string().len() {
                        return State::Yielded(None);
                    }
                }
            }
            Some(0) => {
                if byte == b',' {
                    self.left = None;
                    return State::Yielded(Some(self.content.drain(..).collect()));
                }
            }
            Some(left) => {
                self.left = Some(left - 1);
                self.content.push_back(byte);
                return State::Yielded(None);
            }
        }
        self.over = true;
        State::Returned(Malformed {
            position: self.position - 1,
        })
    }
}
