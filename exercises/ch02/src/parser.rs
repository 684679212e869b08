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
    // Your states: in which parts of a message can it stop, and what must it store there?
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
        todo!("take the byte {byte}, and yield the message that it completes")
    }
}
