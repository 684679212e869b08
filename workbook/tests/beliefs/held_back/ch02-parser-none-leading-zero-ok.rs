// entry: none, or any_zero_will_do
use crate::coroutine::{Coroutine, State};

pub const LONGEST: usize = 9_999;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    pub position: usize,
}

#[derive(Debug, Default)]
enum Expect {
    #[default]
    FirstDigit,
    MoreOrColon(usize),
    Content {
        wanted: usize,
        content: Vec<u8>,
    },
    Nothing,
}

#[derive(Debug, Default)]
pub struct Parser {
    expect: Expect,
    position: usize,
}

impl Parser {
    pub fn new() -> Self {
        Self::default()
    }

    fn malformed(&mut self) -> State<Option<Vec<u8>>, Malformed> {
        self.expect = Expect::Nothing;
        State::Returned(Malformed {
            position: self.position,
        })
    }
}

impl Coroutine for Parser {
    type In = u8;
    type Yield = Option<Vec<u8>>;
    type Return = Malformed;

    fn resume(&mut self, byte: u8) -> State<Option<Vec<u8>>, Malformed> {
        let mut message = None;
        match &mut self.expect {
            Expect::FirstDigit => match byte {
                b'0'..=b'9' => self.expect = Expect::MoreOrColon((byte - b'0') as usize),
                _ => return self.malformed(),
            },
            Expect::MoreOrColon(length) => match byte {
                b':' => {
                    let wanted = *length;
                    self.expect = Expect::Content {
                        wanted,
                        content: Vec::new(),
                    };
                }
                b'0'..=b'9' => {
                    *length = *length * 10 + (byte - b'0') as usize;
                    if *length > LONGEST {
                        return self.malformed();
                    }
                }
                _ => return self.malformed(),
            },
            Expect::Content { wanted, content } => {
                if content.len() < *wanted {
                    content.push(byte);
                } else if byte == b',' {
                    message = Some(std::mem::take(content));
                    self.expect = Expect::FirstDigit;
                } else {
                    return self.malformed();
                }
            }
            Expect::Nothing => panic!("already returned"),
        }
        self.position += 1;
        State::Yielded(message)
    }
}
