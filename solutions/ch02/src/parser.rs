//! # A parser that waits for more
//!
//! ```
//! let mut parser = Parser::new();
//! assert_eq!(parser.resume(b'0'), State::Yielded(None));
//! // The colon yields None too. The comma of `0:,` yields Some of an empty content.
//! ```
//!
//! A network hands you bytes in pieces, and a message can end in the middle of a piece or three pieces later. A
//! parser that must see a whole message needs a buffer, and starts again with each piece. A coroutine stops in
//! the middle of a message and continues there.
//!
//! The messages are netstrings: the length of the content in decimal digits, a colon, the content, and a comma,
//! such as `5:hello,` or `0:,`.
//!
//! Write `Parser`. Each resume sends it one byte. Requirements:
//!
//! Messages:
//!
//! 1. Each byte counts, including the one sent with the first resume.
//! 2. The comma that ends a message yields `Some` of its content. Each other valid byte yields `None`.
//! 3. The byte after that comma begins the next message.
//! 4. The content may hold all 256 bytes, including digits, colons and commas.
//!
//! Invalid bytes:
//!
//! 5. A byte is invalid if no message can have it at that place. The resume that sends it returns `Malformed`.
//! 6. A colon without a digit before it is invalid.
//! 7. After a length that begins with 0, a second digit is invalid.
//! 8. A digit that makes the length greater than [`LONGEST`] is invalid. `LONGEST` stays 9,999.
//! 9. `Malformed` holds the position of the invalid byte, counted from 0 over all bytes sent.
//!
//! All parsers:
//!
//! 10. No byte is looked at twice. The work for a byte does not grow with the bytes before it, in its message
//!     or in the stream.
//! 11. Two parsers do not change each other.
//! 12. Each resume after the return panics, and the panic message contains `already returned`.
//!
//! Left open: how you store the state, and when you reserve memory for a content.

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
    /// How many bytes were sent before.
    position: usize,
    part: Part,
}

/// The part of a message that the next byte belongs to.
#[derive(Debug, Default)]
enum Part {
    #[default]
    Start,
    Length(usize),
    Content {
        left: usize,
        content: Vec<u8>,
    },
    Over,
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
        let digit = usize::from(byte.wrapping_sub(b'0'));
        let mut message = None;
        // After a malformed byte, the state stays `Over`.
        self.part = match (mem::replace(&mut self.part, Part::Over), byte) {
            (Part::Start, b'0'..=b'9') => Part::Length(digit),
            (Part::Length(length @ 1..), b'0'..=b'9') if length * 10 + digit <= LONGEST => {
                Part::Length(length * 10 + digit)
            }
            (Part::Length(left), b':') => Part::Content {
                left,
                content: Vec::with_capacity(left),
            },
            (Part::Content { left: 0, content }, b',') => {
                message = Some(content);
                Part::Start
            }
            (
                Part::Content {
                    left: left @ 1..,
                    mut content,
                },
                _,
            ) => {
                content.push(byte);
                Part::Content {
                    left: left - 1,
                    content,
                }
            }
            (Part::Over, _) => panic!("this parser has already returned"),
            _ => return State::Returned(Malformed { position }),
        };
        State::Yielded(message)
    }
}
