//! Worker processes that run in the check: they see each byte, and answer, crash or stay silent as planned.

#![allow(dead_code, reason = "each exercise uses a part of it")]

use std::future::pending;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ch12::processes::Start;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// What a call of `start` does.
#[derive(Clone, Copy)]
pub enum Begin {
    /// Starts a worker after so many milliseconds.
    After(u64),
    Fails(ErrorKind),
    Never,
}

/// What a worker does with a job.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// `re: ` and the job, after so many milliseconds.
    Answers(u64),
    /// As above. The worker ends after it, and the next write fails.
    AnswersAndFails,
    /// As above. The worker ends after it; writes into its pipe succeed, and nothing reads them.
    AnswersAndEnds,
    Crashes(Crash),
}

#[derive(Clone, Copy, Debug)]
pub enum Crash {
    /// Its output ends without a byte.
    Silently,
    /// Its output ends in the middle of the line.
    WithinItsLine,
    /// The last byte is missing.
    BeforeTheLineBreak,
    ReadFails,
    WriteFails,
    FlushFails,
}

/// Workers of one pool. Clones are the same.
#[derive(Clone)]
pub struct Crew(Arc<Mutex<State>>);

type Plan<T> = Box<dyn Fn(usize, usize) -> T + Send>;

struct State {
    begin: Plan<Begin>,
    act: Plan<Act>,
    /// So many bytes at most are read or written by one poll.
    piece: usize,
    starts: usize,
    /// Workers that exist or are being started.
    existing: usize,
    most_existing: usize,
    at_work: usize,
    most_at_work: usize,
    /// Whole lines, each with the number of its worker.
    jobs: Vec<(usize, String)>,
    /// Bytes that were written to all workers, and those of them that were not flushed, even if the worker is gone.
    written: usize,
    unflushed: usize,
    /// A job that a worker got before it had answered the one before.
    too_early: Option<String>,
}

impl Crew {
    /// Workers that answer each job after 10 ms, and handle `piece` bytes at once.
    pub fn new(piece: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            begin: Box::new(|_, _| Begin::After(1)),
            act: Box::new(|_, _| Act::Answers(10)),
            piece,
            starts: 0,
            existing: 0,
            most_existing: 0,
            at_work: 0,
            most_at_work: 0,
            jobs: Vec::new(),
            written: 0,
            unflushed: 0,
            too_early: None,
        })))
    }

    /// What the first call of `start` does is `begin(0)`.
    pub fn begins(self, begin: impl Fn(usize) -> Begin + Send + 'static) -> Self {
        self.lock().begin = Box::new(move |start, _| begin(start));
        self
    }

    /// What the first worker does with its first job is `act(0, 0)`, with its second one `act(0, 1)`.
    pub fn acts(self, act: impl Fn(usize, usize) -> Act + Send + 'static) -> Self {
        self.lock().act = Box::new(act);
        self
    }

    pub fn starts(&self) -> usize {
        self.lock().starts
    }

    pub fn existing(&self) -> usize {
        self.lock().existing
    }

    pub fn most_existing(&self) -> usize {
        self.lock().most_existing
    }

    pub fn most_at_work(&self) -> usize {
        self.lock().most_at_work
    }

    pub fn jobs(&self) -> Vec<String> {
        let jobs = self.lock().jobs.clone();
        jobs.into_iter().map(|(_, job)| job).collect()
    }

    pub fn written(&self) -> usize {
        self.lock().written
    }

    pub fn unflushed(&self) -> usize {
        self.lock().unflushed
    }

    pub fn too_early(&self) -> Option<String> {
        self.lock().too_early.clone()
    }

    /// A panic in an answer's code must not hide behind a poisoned lock.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Start for Crew {
    type Worker = Worker;

    async fn start(&self) -> io::Result<Worker> {
        let (number, begin) = {
            let mut state = self.lock();
            state.starts += 1;
            state.existing += 1;
            state.most_existing = state.most_existing.max(state.existing);
            (state.starts - 1, (state.begin)(state.starts - 1, 0))
        };
        let place = Place(self.clone());
        match begin {
            Begin::After(ms) => sleep(Duration::from_millis(ms)).await,
            Begin::Fails(kind) => {
                tokio::task::yield_now().await;
                return Err(io::Error::new(kind, format!("start {number}")));
            }
            Begin::Never => pending().await,
        }
        Ok(Worker {
            place,
            number,
            begun: 0,
            unflushed: Vec::new(),
            input: Vec::new(),
            works: None,
            output: Vec::new(),
            ends: None,
            rests: false,
            reader: None,
        })
    }
}

/// Of a worker that exists, or is being started.
struct Place(Crew);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.lock().existing -= 1;
    }
}

/// The pipes to and from one worker.
pub struct Worker {
    place: Place,
    number: usize,
    /// How many jobs have begun to arrive.
    begun: usize,
    unflushed: Vec<u8>,
    /// Flushed, and no whole line.
    input: Vec<u8>,
    works: Option<(Pin<Box<Sleep>>, String, Act)>,
    /// What can be read.
    output: Vec<u8>,
    /// How it ended.
    ends: Option<Act>,
    /// Whether the next poll is pending: one in two is.
    rests: bool,
    reader: Option<Waker>,
}

impl Worker {
    fn act(&self) -> Act {
        (self.place.0.lock().act)(self.number, self.begun)
    }

    /// Pending in every other poll, so that a caller can be dropped between any two pieces.
    fn rests(&mut self, cx: &Context<'_>) -> bool {
        self.rests = !self.rests;
        if self.rests {
            cx.waker().wake_by_ref();
        }
        self.rests
    }

    fn receive(&mut self) {
        self.input.append(&mut self.unflushed);
        while let Some(end) = self.input.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.input.drain(..=end).collect();
            let job = String::from_utf8_lossy(&line[..end]).into_owned();
            let act = self.act();
            self.begun += 1;
            {
                let mut state = self.place.0.lock();
                state.jobs.push((self.number, job.clone()));
                if self.works.is_some() || !self.output.is_empty() {
                    state.too_early = Some(job);
                    continue;
                }
                state.at_work += 1;
                state.most_at_work = state.most_at_work.max(state.at_work);
            }
            let ms = if let Act::Answers(ms) = act { ms } else { 10 };
            let over = Box::pin(sleep(Duration::from_millis(ms)));
            self.works = Some((over, job, act));
        }
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }

    /// The work is done: what it gives.
    fn finish(&mut self, job: &str, act: Act) {
        self.place.0.lock().at_work -= 1;
        let mut line = format!("re: {job}\n").into_bytes();
        match act {
            Act::Crashes(Crash::WithinItsLine | Crash::ReadFails) => line.truncate(2),
            Act::Crashes(Crash::BeforeTheLineBreak) => line.truncate(line.len() - 1),
            Act::Crashes(_) => line.clear(),
            _ => {}
        }
        self.output = line;
        if !matches!(act, Act::Answers(_)) {
            self.ends = Some(act);
        }
    }
}

impl AsyncRead for Worker {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some((over, ..)) = &mut self.works {
            if over.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            let (_, job, act) = self.works.take().expect("it works");
            self.finish(&job, act);
        }
        if self.output.is_empty() {
            return match self.ends {
                Some(Act::Crashes(Crash::ReadFails)) => {
                    Poll::Ready(Err(ErrorKind::ConnectionReset.into()))
                }
                Some(_) => Poll::Ready(Ok(())),
                None => {
                    self.reader = Some(cx.waker().clone());
                    Poll::Pending
                }
            };
        }
        if self.rests(cx) {
            return Poll::Pending;
        }
        let piece = self.place.0.lock().piece;
        let count = piece.min(self.output.len()).min(buffer.remaining());
        let bytes: Vec<u8> = self.output.drain(..count).collect();
        buffer.put_slice(&bytes);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Worker {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.rests(cx) {
            return Poll::Pending;
        }
        let count = self.place.0.lock().piece.min(bytes.len());
        let ended = matches!(self.ends, Some(Act::AnswersAndFails | Act::Crashes(_)));
        if ended || matches!(self.act(), Act::Crashes(Crash::WriteFails)) {
            self.ends = Some(Act::Crashes(Crash::WriteFails));
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        {
            let mut state = self.place.0.lock();
            state.written += count;
            state.unflushed += count;
        }
        self.unflushed.extend(&bytes[..count]);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        let dies = matches!(self.act(), Act::Crashes(Crash::FlushFails));
        if dies && self.unflushed.contains(&b'\n') {
            self.ends = Some(Act::Crashes(Crash::FlushFails));
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        self.place.0.lock().unflushed -= self.unflushed.len();
        match self.ends {
            Some(_) => self.unflushed.clear(),
            None => self.receive(),
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut state = self.place.0.lock();
        state.at_work -= usize::from(self.works.is_some());
    }
}
