//! Style: each step returns the closure that takes the next byte.

use crate::coroutine::{Coroutine, State};

/// The longest content that is accepted, in bytes.
pub const LONGEST: usize = 9_999;

/// The byte at `position` is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    pub position: usize,
}

/// Takes bytes and yields messages.

pub struct Parser {
    sent: usize,
    next: Option<Next>,
}

impl Default for Parser {
    fn default() -> Self {
        Self::new()
    }
}

type Next = Box<dyn FnOnce(u8) -> Step>;

enum Step {
    More(Next),
    Message(Vec<u8>),
    Wrong,
}

fn begin(byte: u8) -> Step {
    match byte {
        b'0'..=b'9' => number(usize::from(byte - b'0')),
        _ => Step::Wrong,
    }
}

fn number(so_far: usize) -> Step {
    if so_far > LONGEST {
        return Step::Wrong;
    }
    Step::More(Box::new(move |byte| match byte {
        b':' => content(Vec::new(), so_far),
        b'0'..=b'9' if so_far > 0 => number(so_far * 10 + usize::from(byte - b'0')),
        _ => Step::Wrong,
    }))
}

fn content(mut bytes: Vec<u8>, length: usize) -> Step {
    Step::More(Box::new(move |byte| {
        if bytes.len() < length {
            bytes.push(byte);
            content(bytes, length)
        } else if byte == b',' {
            Step::Message(bytes)
        } else {
            Step::Wrong
        }
    }))
}

impl Parser {
    /// Creates a parser that has not been sent a byte.
    pub fn new() -> Self {
        Self {
            sent: 0,
            next: Some(Box::new(begin)),
        }
    }
}

impl Coroutine for Parser {
    type In = u8;
    type Yield = Option<Vec<u8>>;
    type Return = Malformed;

    fn resume(&mut self, byte: u8) -> State<Option<Vec<u8>>, Malformed> {
        let Some(next) = self.next.take() else {
            panic!("this parser has already returned");
        };
        self.sent += 1;
        let (next, message) = match next(byte) {
            Step::More(next) => (next, None),
            Step::Message(content) => (Box::new(begin) as Next, Some(content)),
            Step::Wrong => {
                return State::Returned(Malformed {
                    position: self.sent - 1,
                });
            }
        };
        self.next = Some(next);
        State::Yielded(message)
    }
}
