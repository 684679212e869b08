//! Style: the state is a pointer to the function that takes the next byte.

use crate::coroutine::{Coroutine, State};

/// The longest content that is accepted, in bytes.
pub const LONGEST: usize = 9_999;

/// The byte at `position` is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    pub position: usize,
}

/// Takes bytes and yields messages.
#[derive(Debug)]
pub struct Parser {
    position: usize,
    length: usize,
    content: Vec<u8>,
    next: Next,
}

/// Takes a byte, which may complete a message.
type Next = fn(&mut Parser, u8) -> Result<Option<Vec<u8>>, Wrong>;

struct Wrong;

impl Parser {
    fn begin(&mut self, byte: u8) -> Result<Option<Vec<u8>>, Wrong> {
        match byte {
            b'0' => self.next = Self::colon,
            b'1'..=b'9' => self.next = Self::length,
            _ => return Err(Wrong),
        }
        self.length = usize::from(byte - b'0');
        Ok(None)
    }

    fn length(&mut self, byte: u8) -> Result<Option<Vec<u8>>, Wrong> {
        if !byte.is_ascii_digit() {
            return self.colon(byte);
        }
        self.length = self.length * 10 + usize::from(byte - b'0');
        if self.length > LONGEST {
            return Err(Wrong);
        }
        Ok(None)
    }

    fn colon(&mut self, byte: u8) -> Result<Option<Vec<u8>>, Wrong> {
        if byte != b':' {
            return Err(Wrong);
        }
        self.content = Vec::with_capacity(self.length);
        self.next = match self.length {
            0 => Self::comma,
            _ => Self::content,
        };
        Ok(None)
    }

    fn content(&mut self, byte: u8) -> Result<Option<Vec<u8>>, Wrong> {
        self.content.push(byte);
        if self.content.len() == self.length {
            self.next = Self::comma;
        }
        Ok(None)
    }

    fn comma(&mut self, byte: u8) -> Result<Option<Vec<u8>>, Wrong> {
        if byte != b',' {
            return Err(Wrong);
        }
        self.next = Self::begin;
        Ok(Some(std::mem::take(&mut self.content)))
    }

    fn refuse(&mut self, _: u8) -> Result<Option<Vec<u8>>, Wrong> {
        panic!("it has already returned")
    }
}

impl Default for Parser {
    fn default() -> Self {
        Self {
            position: 0,
            length: 0,
            content: Vec::new(),
            next: Self::begin,
        }
    }
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
        let position = self.position;
        self.position += 1;
        match (self.next)(self, byte) {
            Ok(message) => State::Yielded(message),
            Err(Wrong) => {
                self.next = Parser::refuse;
                State::Returned(Malformed { position })
            }
        }
    }
}
