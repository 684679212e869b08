//! Style: a boxed closure that stores its state in its captures.

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
    run: Box<dyn FnMut(u8) -> State<Option<Vec<u8>>, Malformed>>,
}

impl Default for Parser {
    fn default() -> Self {
        Self::new()
    }
}

impl Parser {
    /// Creates a parser that has not been sent a byte.
    pub fn new() -> Self {
        let mut position = 0;
        let mut length: Option<usize> = None;
        let mut content: Option<Vec<u8>> = None;
        let mut over = false;
        let run = move |byte| {
            assert!(!over, "already returned");
            position += 1;
            match (&mut content, byte) {
                (Some(bytes), _) if Some(bytes.len()) != length => bytes.push(byte),
                (Some(_), b',') => {
                    length = None;
                    return State::Yielded(content.take());
                }
                (None, b':') if length.is_some() => content = Some(Vec::new()),
                (None, b'0'..=b'9') if length != Some(0) => {
                    let longer = length.unwrap_or(0) * 10 + usize::from(byte - b'0');
                    if longer > LONGEST {
                        over = true;
                        return State::Returned(Malformed {
                            position: position - 1,
                        });
                    }
                    length = Some(longer);
                }
                _ => {
                    over = true;
                    return State::Returned(Malformed {
                        position: position - 1,
                    });
                }
            }
            State::Yielded(None)
        };
        Self { run: Box::new(run) }
    }
}

impl Coroutine for Parser {
    type In = u8;
    type Yield = Option<Vec<u8>>;
    type Return = Malformed;

    fn resume(&mut self, byte: u8) -> State<Option<Vec<u8>>, Malformed> {
        (self.run)(byte)
    }
}
