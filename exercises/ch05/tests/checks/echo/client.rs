//! Clients in memory for the checks of the echo server: they do what the check says, and remember
//! what was done with them.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use ch05::echo::Connection;

/// Moves the clock on, which counts what happens, and tells the time.
pub fn tick(clock: &Cell<usize>) -> usize {
    clock.set(clock.get() + 1);
    clock.get()
}

/// A client, as the check holds it. Clones are the same client.
#[derive(Clone)]
pub struct Client(Rc<RefCell<Talk>>);

/// What a client fails in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fails {
    Read,
    Write,
    Close,
}

impl Fails {
    pub fn call(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Close => "close",
        }
    }
}

thread_local! {
    /// What the check did last, for which the server waits or does not.
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Remembers what the check did.
pub fn did(what: &str) {
    LAST.replace(what.to_owned());
}

/// What the check did last.
pub fn last() -> String {
    LAST.with_borrow(Clone::clone)
}

/// What a client has done, and what was done with it.
#[derive(Default)]
pub struct Talk {
    sent: VecDeque<u8>,
    /// The most that a read gives, and that a write takes.
    piece: usize,
    bite: usize,
    half_closed: bool,
    /// How many bytes it still takes.
    takes: usize,
    fails: Option<Fails>,
    close_waits: bool,
    waker: Option<Waker>,
    clock: Rc<Cell<usize>>,
    /// A write is to wait: the client takes nothing.
    refused: bool,
    pub got: Vec<u8>,
    pub first_got: Option<usize>,
    pub read: usize,
    pub read_while_refused: usize,
    pub ended_at: Option<usize>,
    pub closes: usize,
    /// How often `close` was asked.
    pub close_polls: usize,
    pub got_before_close: usize,
    pub empty_buffers: usize,
    pub dropped: bool,
}

impl Client {
    /// Has sent `bytes`, and takes whatever it is given.
    pub fn sends(bytes: &[u8]) -> Self {
        Self(Rc::new(RefCell::new(Talk {
            sent: bytes.iter().copied().collect(),
            piece: usize::MAX,
            bite: usize::MAX,
            takes: usize::MAX,
            ..Talk::default()
        })))
    }

    /// Its bytes come in pieces of at most so many.
    pub fn in_pieces(self, of: usize) -> Self {
        self.0.borrow_mut().piece = of;
        self
    }

    /// It takes at most so many bytes at a time.
    pub fn in_bites(self, of: usize) -> Self {
        self.0.borrow_mut().bite = of;
        self
    }

    /// It has closed its half.
    pub fn and_closes(self) -> Self {
        self.0.borrow_mut().half_closed = true;
        self
    }

    /// It takes so many bytes, and then none, until `takes` says more.
    pub fn takes_only(self, bytes: usize) -> Self {
        self.0.borrow_mut().takes = bytes;
        self
    }

    /// It vanishes, and that is noticed there.
    pub fn fails_to(self, what: Fails) -> Self {
        self.0.borrow_mut().fails = Some(what);
        self
    }

    /// Its connection takes its time to close.
    pub fn closes_slowly(self) -> Self {
        self.0.borrow_mut().close_waits = true;
        self
    }

    /// What happens to it is counted by `clock`.
    pub fn lives_by(&self, clock: &Rc<Cell<usize>>) {
        self.0.borrow_mut().clock = Rc::clone(clock);
    }

    /// The server's side of it.
    pub fn wire(self) -> Wire {
        Wire(self.0)
    }

    /// Changes what it does, and lets the server know.
    fn now(&self, what: &str, change: impl FnOnce(&mut Talk)) {
        let mut talk = self.0.borrow_mut();
        change(&mut talk);
        match talk.fails {
            Some(fails) => did(&format!("a client's `{}` failed", fails.call())),
            None => did(what),
        }
        let waker = talk.waker.take();
        drop(talk);
        waker.into_iter().for_each(Waker::wake);
    }

    pub fn send(&self, bytes: &[u8]) {
        self.now("a client had sent more", |talk| talk.sent.extend(bytes));
    }

    pub fn take(&self, bytes: usize) {
        self.now("a client took more", |talk| {
            (talk.takes, talk.refused) = (bytes, false);
        });
    }

    pub fn close_half(&self) {
        self.now("a client had closed its half", |talk| {
            talk.half_closed = true
        });
    }

    pub fn let_it_close(&self) {
        self.now("a client could be closed", |talk| talk.close_waits = false);
    }

    pub fn vanish(&self, noticed_by: Fails) {
        self.now("a client failed", |talk| talk.fails = Some(noticed_by));
    }

    /// What was done with it.
    pub fn seen(&self) -> std::cell::Ref<'_, Talk> {
        self.0.borrow()
    }

    pub fn got(&self) -> Vec<u8> {
        self.0.borrow().got.clone()
    }
}

/// The server's side of a client.
pub struct Wire(Rc<RefCell<Talk>>);

impl Talk {
    fn poll_read(&mut self, buffer: &mut [u8], cx: &Context<'_>) -> Poll<io::Result<usize>> {
        if self.fails == Some(Fails::Read) && self.sent.is_empty() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        self.empty_buffers += usize::from(buffer.is_empty());
        if self.sent.is_empty() && !self.half_closed && !buffer.is_empty() {
            self.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let bytes = self.sent.len().min(buffer.len()).min(self.piece);
        for (place, byte) in buffer.iter_mut().zip(self.sent.drain(..bytes)) {
            *place = byte;
        }
        tick(&self.clock);
        self.read += bytes;
        if self.refused {
            self.read_while_refused += bytes;
        }
        Poll::Ready(Ok(bytes))
    }

    fn poll_write(&mut self, bytes: &[u8], cx: &Context<'_>) -> Poll<io::Result<usize>> {
        if self.fails == Some(Fails::Write) {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let taken = bytes.len().min(self.bite).min(self.takes);
        if taken == 0 && !bytes.is_empty() {
            self.refused = true;
            self.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        self.got.extend(&bytes[..taken]);
        if self.takes != usize::MAX {
            self.takes -= taken;
        }
        let now = tick(&self.clock);
        self.first_got.get_or_insert(now);
        Poll::Ready(Ok(taken))
    }

    fn poll_close(&mut self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        self.close_polls += 1;
        if self.close_waits {
            self.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        self.closes += 1;
        self.got_before_close = self.got.len();
        match self.fails {
            Some(Fails::Close) => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
            _ => Poll::Ready(Ok(())),
        }
    }
}

impl Connection for Wire {
    async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        poll_fn(|cx| self.0.borrow_mut().poll_read(buffer, cx)).await
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        poll_fn(|cx| self.0.borrow_mut().poll_write(bytes, cx)).await
    }

    async fn close(&mut self) -> io::Result<()> {
        poll_fn(|cx| self.0.borrow_mut().poll_close(cx)).await
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let mut talk = self.0.borrow_mut();
        talk.dropped = true;
        talk.ended_at = Some(tick(&talk.clock));
    }
}
