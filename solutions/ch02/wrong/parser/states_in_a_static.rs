//! Belief: there is one network, so there is one state.
//! Rejected by: two_parsers_do_not_disturb_each_other
//! Saying: sent to the other

use std::cell::Cell;

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
pub struct Parser {}

/// In which part of a message it stopped.
#[derive(Debug, Default)]
enum At {
    #[default]
    Start,
    Length(usize),
    Content(usize, Vec<u8>),
    Over,
}

thread_local! {
    static AT: Cell<At> = const { Cell::new(At::Start) };
    static POSITION: Cell<usize> = const { Cell::new(0) };
}

impl Parser {
    /// A parser that has seen no byte.
    pub fn new() -> Self {
        AT.set(At::Start);
        POSITION.set(0);
        Self::default()
    }
}

impl Coroutine for Parser {
    type In = u8;
    type Yield = Option<Vec<u8>>;
    type Return = Malformed;

    fn resume(&mut self, byte: u8) -> State<Option<Vec<u8>>, Malformed> {
        let position = POSITION.get();
        POSITION.set(position + 1);
        let digit = usize::from(byte.wrapping_sub(b'0'));
        let mut message = None;
        let next = match (AT.take(), byte) {
            (At::Over, _) => panic!("this parser has already returned"),
            (At::Start, b'0'..=b'9') => At::Length(digit),
            (At::Length(length @ 1..), b'0'..=b'9') if length * 10 + digit <= LONGEST => {
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
            _ => {
                AT.set(At::Over);
                return State::Returned(Malformed { position });
            }
        };
        AT.set(next);
        State::Yielded(message)
    }
}
