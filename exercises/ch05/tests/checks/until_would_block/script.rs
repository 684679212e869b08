//! Sources and sinks that follow a script, and queues for them, for the checks of until_would_block.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};

use super::words::{EARLY_READ, EARLY_WRITE, bytes, times};

/// What a source does at a call. Bytes may take several calls, or none where there are none.
#[derive(Clone, Copy)]
pub enum Step<'a> {
    Bytes(&'a [u8]),
    Fails(ErrorKind),
    End,
}

pub struct Source<'a> {
    script: VecDeque<Step<'a>>,
    pub calls: usize,
    pub taken: usize,
    /// Calls after the script was over.
    pub too_often: usize,
    /// Calls that had no room for anything.
    pub empty: usize,
    /// What it said last.
    last: String,
}

impl Step<'_> {
    pub fn is_interruption(&self) -> bool {
        matches!(self, Self::Fails(ErrorKind::Interrupted))
    }
}

impl<'a> Source<'a> {
    pub fn new(script: Vec<Step<'a>>) -> Self {
        Self {
            script: script.into(),
            calls: 0,
            taken: 0,
            too_often: 0,
            empty: 0,
            last: "its last bytes".to_owned(),
        }
    }
}

/// More calls than this are a loop without an end.
const ENOUGH: usize = 1_000;

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        if buffer.is_empty() {
            self.empty += 1;
            return Ok(0);
        }
        while let Some(Step::Bytes([])) = self.script.front() {
            self.script.pop_front();
        }
        match self.script.pop_front() {
            Some(Step::Bytes(bytes)) => {
                let some = bytes.len().min(buffer.len());
                buffer[..some].copy_from_slice(&bytes[..some]);
                self.taken += some;
                self.script.push_front(Step::Bytes(&bytes[some..]));
                Ok(some)
            }
            Some(Step::Fails(kind)) => {
                self.last = format!("the error {kind:?}");
                Err(scripted(kind))
            }
            Some(Step::End) => {
                self.last = "its end".to_owned();
                Ok(0)
            }
            None => {
                self.too_often += 1;
                assert!(
                    self.too_often < ENOUGH,
                    "after {}, the source was asked again and again, {ENOUGH} times",
                    self.last
                );
                Ok(0)
            }
        }
    }
}

impl Source<'_> {
    /// Fails where the script goes on, and `drain` did not.
    #[track_caller]
    pub fn must_be_asked_to_the_end(&self, gave: &str) {
        let over = self
            .script
            .iter()
            .all(|step| matches!(step, Step::Bytes([])));
        assert!(
            over,
            "`drain` stopped after {}, and {gave}: the source still had {}\n\n{EARLY_READ}",
            match self.calls {
                1 => "1 read".to_owned(),
                calls => format!("{calls} reads"),
            },
            self.left()
        );
    }

    /// What it has still to say, in words.
    fn left(&self) -> String {
        let mut left = 0;
        for step in &self.script {
            match step {
                Step::Bytes(bytes) => left += bytes.len(),
                Step::End if left == 0 => return "its end to tell".to_owned(),
                Step::Fails(kind) if left == 0 => return format!("the answer {kind:?} to give"),
                Step::End | Step::Fails(_) => {}
            }
        }
        bytes(left)
    }

    #[track_caller]
    pub fn must_be_given_room(&self) {
        assert!(
            self.empty == 0,
            "`drain` called `read` with a buffer without room, {}\n\n\
             A read gives 0 bytes then, which says nothing of the source.",
            times(self.empty)
        );
    }

    #[track_caller]
    pub fn must_be_left_alone(&self, when: &str) {
        assert!(
            self.too_often == 0,
            "the source was asked again after {when}, {}",
            times(self.too_often)
        );
    }
}

/// What a sink does: take so many bytes, in as many calls as it needs, or fail. 0 bytes need one call.
#[derive(Clone, Copy)]
pub enum Take {
    Bytes(usize),
    Fails(ErrorKind),
}

pub struct Sink {
    script: VecDeque<Take>,
    pub calls: usize,
    pub taken: Vec<u8>,
    pub too_often: usize,
    /// Calls of its own `flush`.
    pub flushes: usize,
    /// What it said last.
    last: String,
}

impl Take {
    pub fn is_interruption(&self) -> bool {
        matches!(self, Self::Fails(ErrorKind::Interrupted))
    }
}

impl Sink {
    pub fn new(script: Vec<Take>) -> Self {
        Self {
            script: script.into(),
            calls: 0,
            taken: Vec::new(),
            too_often: 0,
            flushes: 0,
            last: "its last bytes".to_owned(),
        }
    }

    /// What of the script it was not asked for.
    pub fn steps_left(&self) -> usize {
        self.script.len()
    }

    /// Fails where `flush` has stopped though it had more to write, and the sink more to say.
    #[track_caller]
    pub fn must_be_asked_to_the_end(&self, right: usize, gave: &str) {
        let over = self.script.is_empty() || self.taken.len() >= right && self.takes_all();
        assert!(
            over,
            "`flush` stopped after {}, and {gave}: the sink had taken {}, and its next answer was still \
             to come\n\n{EARLY_WRITE}",
            match self.calls {
                1 => "1 write".to_owned(),
                calls => format!("{calls} writes"),
            },
            bytes(self.taken.len())
        );
    }

    /// Whether it would take as much as there is.
    fn takes_all(&self) -> bool {
        matches!(self.script.front(), Some(Take::Bytes(1..)))
    }

    #[track_caller]
    pub fn must_be_left_alone(&self, when: &str) {
        assert!(
            self.too_often == 0,
            "the sink was asked again after {when}, {}",
            times(self.too_often)
        );
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.calls += 1;
        match self.script.pop_front() {
            Some(Take::Bytes(most)) => {
                let some = bytes.len().min(most);
                self.taken.extend(&bytes[..some]);
                if most == 0 {
                    self.last = "0 bytes taken".to_owned();
                }
                if most > some {
                    self.script.push_front(Take::Bytes(most - some));
                }
                Ok(some)
            }
            Some(Take::Fails(kind)) => {
                self.last = format!("the error {kind:?}");
                Err(scripted(kind))
            }
            None => {
                self.too_often += 1;
                assert!(
                    self.too_often < ENOUGH,
                    "after {}, the sink was asked again and again, {ENOUGH} times",
                    self.last
                );
                Ok(0)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flushes += 1;
        Ok(())
    }
}

/// The error of a script: known by its words, too.
fn scripted(kind: ErrorKind) -> io::Error {
    io::Error::new(kind, "by the script")
}

/// `bytes` in a queue in two pieces, if there are two bytes or more.
pub fn wrapped(bytes: &[u8]) -> VecDeque<u8> {
    let mut queue = VecDeque::with_capacity(bytes.len());
    let (front, back) = bytes.split_at(bytes.len() / 2);
    queue.extend(back);
    for &byte in front.iter().rev() {
        queue.push_front(byte);
    }
    queue
}
