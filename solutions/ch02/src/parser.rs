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

use std::mem;

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
        let position = self.position;
        self.position += 1;
        let digit = usize::from(byte.wrapping_sub(b'0'));
        let mut message = None;
        // What is malformed leaves `Over` behind.
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
