//! Style: two smaller coroutines in turn, one for the length and one for the content.

use std::mem;

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
    part: Part,
}

#[derive(Debug)]
enum Part {
    Length(Length),
    Content(Content),
    Over,
}

impl Default for Part {
    fn default() -> Self {
        Self::Length(Length::default())
    }
}

/// An invalid byte.
struct Wrong;

/// Yields nothing until the colon, and then the number.
#[derive(Debug, Default)]
struct Length {
    so_far: Option<usize>,
}

impl Length {
    fn resume(&mut self, byte: u8) -> Result<Option<usize>, Wrong> {
        let number = match (self.so_far, byte) {
            (Some(length), b':') => return Ok(Some(length)),
            (Some(0), _) => return Err(Wrong),
            (so_far, b'0'..=b'9') => so_far.unwrap_or(0) * 10 + usize::from(byte - b'0'),
            _ => return Err(Wrong),
        };
        self.so_far = Some(number);
        if number > LONGEST {
            Err(Wrong)
        } else {
            Ok(None)
        }
    }
}

/// Yields nothing until the comma, and then the bytes.
#[derive(Debug)]
struct Content {
    left: usize,
    bytes: Vec<u8>,
}

impl Content {
    fn new(left: usize) -> Self {
        let bytes = Vec::with_capacity(left);
        Self { left, bytes }
    }

    fn resume(&mut self, byte: u8) -> Result<Option<Vec<u8>>, Wrong> {
        if self.left > 0 {
            self.left -= 1;
            self.bytes.push(byte);
            Ok(None)
        } else if byte == b',' {
            Ok(Some(mem::take(&mut self.bytes)))
        } else {
            Err(Wrong)
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
        let position = self.sent;
        self.sent += 1;
        let came = match &mut self.part {
            Part::Length(length) => length.resume(byte).map(|length| {
                if let Some(length) = length {
                    self.part = Part::Content(Content::new(length));
                }
                None
            }),
            Part::Content(content) => content.resume(byte).inspect(|content| {
                if content.is_some() {
                    self.part = Part::default();
                }
            }),
            Part::Over => panic!("resumed, but it has already returned"),
        };
        came.map_or_else(
            |Wrong| {
                self.part = Part::Over;
                State::Returned(Malformed { position })
            },
            State::Yielded,
        )
    }
}
