//! Belief: what counts as a number is a digit.
//! Rejected by: a_byte_that_cannot_stand_there_ends_it
//! Saying: begins with a digit

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
    position: usize,
    at: At,
}

/// In which part of a message it stopped.
#[derive(Debug, Default)]
enum At {
    #[default]
    Start,
    Length(usize),
    Content(usize, Vec<u8>),
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
        let numeric = char::from(byte).is_numeric();
        let digit = usize::from(byte.wrapping_sub(b'0'));
        let mut message = None;
        self.at = match (mem::replace(&mut self.at, At::Over), byte) {
            (At::Over, _) => panic!("this parser has already returned"),
            (At::Start, _) if numeric => At::Length(digit),
            (At::Length(length @ 1..), _) if numeric && length * 10 + digit <= LONGEST => {
                At::Length(length * 10 + digit)
            }
            (At::Length(length), b':') => At::Content(length, Vec::new()),
            (At::Content(left @ 1.., mut content), _) => {
                content.push(byte);
                At::Content(left - 1, content)
            }
            (At::Content(0, content), b',') => {
                message = Some(content);
                At::Start
            }
            _ => return State::Returned(Malformed { position }),
        };

        State::Yielded(message)
    }
}
