//! # A parser that waits for more
//!
//! A network hands you bytes in pieces, and a message ends wherever it likes: in the middle of a
//! piece, or three pieces later. A parser that must see the whole message first needs a buffer and
//! starts again with every piece. A coroutine stops in the middle of a message, and goes on there.
//!
//! The messages are netstrings: the length in decimal digits, a colon, so many bytes, a comma, such as
//! `5:hello,` or `0:,`.
//!
//! Write `Parser`. You send it a byte with each resume, from the first one on, and it is judged by
//! these promises:
//!
//! - While a message is not complete, it yields `None`; with the comma that ends a message, it yields
//!   `Some` of its content. The next byte begins the next message.
//! - The content may hold any byte: digits, colons and commas too.
//! - A byte that cannot stand where it stands ends the parser: in that resume it returns `Malformed`
//!   with the position of that byte, counted from 0 over everything sent. Among these bytes are the
//!   colon of a length without any digit, the second digit of a length that begins with a superfluous
//!   0, and the digit that takes a length beyond [`LONGEST`].
//! - It looks at no byte twice: a byte is no more work the more bytes came before it, in its message or
//!   in the stream.
//! - Two parsers do not disturb each other.
//! - A resume after the return panics, and its message contains the words `already returned`.

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
    // Your states: in which parts of a message can it stop?
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
        todo!("take in the byte {byte}")
    }
}
