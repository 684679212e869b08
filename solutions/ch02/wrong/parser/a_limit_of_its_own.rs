//! Belief: a little room above the limit does no harm.
//! Rejected by: a_length_above_the_longest_ends_it_at_the_digit_that_takes_it_beyond
//! Saying: it takes the length beyond 9999

use std::mem;

use crate::coroutine::{Coroutine, State};

/// The longest content that is accepted, in bytes.
pub const LONGEST: usize = 16_384;

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
