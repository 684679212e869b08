//! Sources and sinks that follow a script, and queues for them, for the checks of until_would_block.

use std::collections::VecDeque;
use std::hint::black_box;
use std::io::{self, ErrorKind, Read, Write};
use std::ptr;

use ch05::until_would_block::drain;
use kit::caught;

use super::OFTEN;
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
    /// What was taken before the last call, and how much that call had room for.
    pub taken_before_last: usize,
    pub room: usize,
    /// Calls after the script was over.
    pub too_often: usize,
    /// Calls that had no room for anything.
    pub empty: usize,
    depth: Depth,
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
            taken_before_last: 0,
            room: 0,
            too_often: 0,
            empty: 0,
            depth: Depth::default(),
            last: "its last bytes".to_owned(),
        }
    }
}

/// Where in the stack the first call was made that was interrupted.
#[derive(Default)]
struct Depth(Option<usize>);

impl Depth {
    /// Fails where the stack would overflow before `OFTEN` calls, which would end the process without a
    /// word of the reason.
    fn must_not_grow(&mut self, caller: &str, call: &str, calls: usize) {
        const DEEP: usize = 1 << 20;
        let mark = 0_u8;
        let here = ptr::from_ref(black_box(&mark)).addr();
        let deeper = here.abs_diff(*self.0.get_or_insert(here));
        // Ten times as much is more than any thread of a check has.
        assert!(
            deeper < DEEP || calls > OFTEN / 10,
            "right after a few interruptions, wrong after many in a row: `{caller}` calls itself for each \
             one. {call} {calls} was made {deeper} bytes deeper in the stack than the first\n\n\
             A loop makes the call again without more stack for each time."
        );
    }
}

/// More calls than this are a loop without an end.
const ENOUGH: usize = 1_000;

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        (self.taken_before_last, self.room) = (self.taken, buffer.len());
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
                if kind == ErrorKind::Interrupted {
                    self.depth.must_not_grow("drain", "Read", self.calls);
                }
                self.last = format!("the error {kind:?}");
                Err(scripted(kind))
            }
            Some(Step::End) => {
                self.last = "its end (a read that gave 0 bytes)".to_owned();
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
        assert!(self.is_over(), "{}", self.stopped_early(gave));
    }

    /// Whether it has said all that it had to say.
    pub fn is_over(&self) -> bool {
        let mut left = self.script.iter();
        left.all(|step| matches!(step, Step::Bytes([])))
    }

    /// Says that `drain` stopped before that.
    pub fn stopped_early(&self, gave: &str) -> String {
        format!(
            "`drain` stopped after {}, and {gave}: the source still had {}\n\n{EARLY_READ}",
            match self.calls {
                1 => "1 read".to_owned(),
                calls => format!("{calls} reads"),
            },
            self.left()
        )
    }

    /// What it has still to say, in words.
    fn left(&self) -> String {
        let mut left = 0;
        for step in &self.script {
            match step {
                Step::Bytes(bytes) => left += bytes.len(),
                Step::End if left == 0 => return "its end to report".to_owned(),
                Step::Fails(kind) if left == 0 => return format!("the result {kind:?} to return"),
                Step::End | Step::Fails(_) => {}
            }
        }
        bytes(left)
    }

    #[track_caller]
    pub fn must_be_given_room(&self) {
        assert!(
            self.empty == 0,
            "`drain` called `read` with an empty buffer, {}\n\n\
             Such a read returns 0 bytes, which says nothing about the source.",
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
    depth: Depth,
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
            depth: Depth::default(),
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
            "`flush` stopped after {}, and {gave}: the sink had taken {}\n\n{EARLY_WRITE}",
            match self.calls {
                1 => "1 write".to_owned(),
                calls => format!("{calls} writes"),
            },
            match self.taken.len() {
                taken if taken < right =>
                    format!("{taken} of {}, and had not refused any", bytes(right)),
                taken => format!("{}, and its next result was still to come", bytes(taken)),
            }
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
                    self.last = "a `write` that gave `Ok(0)`".to_owned();
                }
                if most > some {
                    self.script.push_front(Take::Bytes(most - some));
                }
                Ok(some)
            }
            Some(Take::Fails(kind)) => {
                if kind == ErrorKind::Interrupted {
                    self.depth.must_not_grow("flush", "Write", self.calls);
                }
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

/// When an answer stops that has stopped early: after any read, or after one that did not fill its buffer.
pub fn when_it_stops(limit: usize) -> &'static str {
    const LONG: usize = 100_000;
    let long = vec![b'x'; LONG];
    let mut source = Source::new(vec![Step::Bytes(&long), Step::Fails(ErrorKind::WouldBlock)]);
    if caught(|| drain(&mut source, &mut VecDeque::new(), limit)).is_err() {
        return "";
    }
    let filled = source.taken - source.taken_before_last == source.room;
    match (source.calls, source.is_over()) {
        (1, false) if filled => "one read, and no more, whether it fills its buffer or not: ",
        (2.., _) if !filled => {
            "right after a read that filled its buffer, wrong after one that did not: "
        }
        _ => "",
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
