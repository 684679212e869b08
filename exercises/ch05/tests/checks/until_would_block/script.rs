//! Sources and sinks that follow a script, and queues for them, for the checks of until_would_block.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};

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
}

impl<'a> Source<'a> {
    pub fn new(script: Vec<Step<'a>>) -> Self {
        Self {
            script: script.into(),
            calls: 0,
            taken: 0,
            too_often: 0,
            empty: 0,
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
            Some(Step::Fails(kind)) => Err(scripted(kind)),
            Some(Step::End) => Ok(0),
            None => {
                self.too_often += 1;
                assert!(
                    self.too_often < ENOUGH,
                    "the source was asked again and again after its end, an error or a \"would \
                     block\", {ENOUGH} times"
                );
                Ok(0)
            }
        }
    }
}

impl Source<'_> {
    /// What of the script it was not asked for.
    pub fn steps_left(&self) -> usize {
        let steps = self.script.iter();
        steps
            .filter(|step| !matches!(step, Step::Bytes([])))
            .count()
    }

    #[track_caller]
    pub fn must_be_given_room(&self) {
        assert!(
            self.empty == 0,
            "`drain` called `read` with a buffer without room, {}: it gives 0 then, which says \
             nothing of the source",
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
}

impl Sink {
    pub fn new(script: Vec<Take>) -> Self {
        Self {
            script: script.into(),
            calls: 0,
            taken: Vec::new(),
            too_often: 0,
            flushes: 0,
        }
    }

    /// What of the script it was not asked for.
    pub fn steps_left(&self) -> usize {
        self.script.len()
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
                if most > some {
                    self.script.push_front(Take::Bytes(most - some));
                }
                Ok(some)
            }
            Some(Take::Fails(kind)) => Err(scripted(kind)),
            None => {
                self.too_often += 1;
                assert!(
                    self.too_often < ENOUGH,
                    "the sink was asked again and again, {ENOUGH} times, when it had nothing more \
                     to say"
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

/// How often, in words.
pub fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        _ => format!("{count} times"),
    }
}

/// `bytes` in a queue that lies in two pieces, where there are two bytes or more.
pub fn wrapped(bytes: &[u8]) -> VecDeque<u8> {
    let mut queue = VecDeque::with_capacity(bytes.len());
    let (front, back) = bytes.split_at(bytes.len() / 2);
    queue.extend(back);
    for &byte in front.iter().rev() {
        queue.push_front(byte);
    }
    queue
}
