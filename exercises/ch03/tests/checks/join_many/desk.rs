//! The futures that are joined, and what wakes them.

use std::cell::RefCell;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use kit::{DropProbe, DropToken, Watched, watch};

use super::cause::LOCK;

/// How long a thread waits for another one, and how many times it must have run meanwhile: on a busy
/// machine, time may pass while neither of the two runs.
const PATIENCE: Duration = Duration::from_secs(1);
const TURNS: usize = 30;

/// Waits for a message, but not forever.
fn patiently(messages: &mpsc::Receiver<()>) -> Result<(), RecvTimeoutError> {
    let start = Instant::now();
    for turn in 0.. {
        match messages.recv_timeout(Duration::from_millis(5)) {
            Err(RecvTimeoutError::Timeout) if turn < TURNS || start.elapsed() < PATIENCE => {}
            came => return came,
        }
    }
    Err(RecvTimeoutError::Timeout)
}

/// What a future does while it is polled or dropped.
#[derive(Clone, Copy)]
pub enum Act {
    Wake(usize),
    WakeOnAThread(usize),
}

/// What the desk knows about one future.
#[derive(Default)]
struct Line {
    waker: Option<Waker>,
    ready: bool,
    /// It was polled, and was ready in that poll.
    over: bool,
    act: Option<Act>,
    /// Whether it does so in one poll only.
    once: bool,
    at_drop: Option<Act>,
}

/// What went wrong with a wake.
#[derive(Clone, Copy)]
enum Hindrance {
    HeldUp,
    Panicked,
}

/// Makes the futures, answers them, wakes them, and sees their polls.
pub struct Desk {
    lines: Mutex<Vec<Line>>,
    polled: Mutex<Vec<usize>>,
    /// Those that were polled after they had been ready.
    spent: Mutex<Vec<usize>>,
    hindrance: Mutex<Option<Hindrance>>,
    /// If a check looks at the drops.
    pub probe: Option<DropProbe>,
    /// Whether the timeline shows the futures.
    pub is_drawn: bool,
}

impl Desk {
    pub fn new(count: usize) -> Self {
        Self {
            lines: Mutex::new((0..count).map(|_| Line::default()).collect()),
            polled: Mutex::default(),
            spent: Mutex::default(),
            hindrance: Mutex::default(),
            probe: None,
            // A timeline of more than these shows nothing.
            is_drawn: count < 10,
        }
    }

    /// They borrow, and are neither `Unpin` nor `Send`, as futures may be.
    pub fn futures(&self) -> Vec<Child<'_>> {
        let future = |one| {
            let request = Request { one, desk: self };
            Child {
                one,
                desk: self,
                over: RefCell::new(false),
                request: RefCell::new(match self.is_drawn {
                    true => Inner::Watched(watch(names(&[one]), request)),
                    false => Inner::Plain(request),
                }),
                _token: self.probe.as_ref().map(|probe| probe.token(names(&[one]))),
                _not_send: Rc::default(),
                _not_unpin: PhantomPinned,
            }
        };
        (0..self.count()).map(future).collect()
    }

    pub fn will_be_ready(&self, one: usize) {
        lock(&self.lines)[one].ready = true;
    }

    /// Lets it be ready from now on, and wakes it.
    pub fn answer(&self, one: usize) {
        self.will_be_ready(one);
        self.wake(one);
    }

    /// With the waker of its last poll.
    pub fn wake(&self, one: usize) {
        let waker = lock(&self.lines)[one].waker.clone();
        // Both ways to wake: the wakers of even numbers are consumed.
        match waker {
            Some(waker) if one.is_multiple_of(2) => waker.wake(),
            Some(waker) => waker.wake_by_ref(),
            None => {}
        }
    }

    pub fn at_each_poll(&self, one: usize, act: Act) {
        lock(&self.lines)[one].act = Some(act);
    }

    pub fn at_next_poll(&self, one: usize, act: Act) {
        self.at_each_poll(one, act);
        lock(&self.lines)[one].once = true;
    }

    pub fn take_polled(&self) -> Vec<usize> {
        std::mem::take(&mut *lock(&self.polled))
    }

    pub fn polls_of(&self, one: usize) -> usize {
        let polled = self.take_polled();
        polled.into_iter().filter(|polled| *polled == one).count()
    }

    pub fn spent(&self) -> Vec<usize> {
        lock(&self.spent).clone()
    }

    pub fn at_drop(&self, one: usize, act: Act) {
        lock(&self.lines)[one].at_drop = Some(act);
    }

    /// Whether it has not been dropped yet, if it acts at its drop.
    pub fn is_to_be_dropped(&self, one: usize) -> bool {
        lock(&self.lines)[one].at_drop.is_some()
    }

    /// Those that have not been ready in a poll yet.
    pub fn not_over(&self) -> Vec<usize> {
        let lines = lock(&self.lines);
        (0..lines.len()).filter(|one| !lines[*one].over).collect()
    }

    /// Whether each was polled, so that its waker can be called.
    pub fn has_wakers(&self) -> bool {
        lock(&self.lines).iter().all(|line| line.waker.is_some())
    }

    pub fn drop_wakers(&self) {
        let wakers: Vec<_> = lock(&self.lines)
            .iter_mut()
            .map(|line| line.waker.take())
            .collect();
        // Not under the lock: they may own futures.
        drop(wakers);
    }

    pub fn count(&self) -> usize {
        lock(&self.lines).len()
    }

    /// What was wrong with a wake from another thread that came during `call`, as in "a poll".
    pub fn hindrance(&self, call: &str, story: &str) -> Option<String> {
        let story = format!(": {story}");
        let hindrance = *lock(&self.hindrance);
        hindrance.map(|hindrance| match hindrance {
            Hindrance::HeldUp => format!(
                "the call of a waker was blocked until the {call} had returned{story}\n\n{LOCK}"
            ),
            Hindrance::Panicked => format!(
                "the call of a waker panicked, in the middle of another future's code{story}"
            ),
        })
    }

    fn act(&self, act: Act) {
        match act {
            Act::Wake(one) => self.wake(one),
            Act::WakeOnAThread(one) => {
                let Some(waker) = lock(&self.lines)[one].waker.clone() else {
                    return;
                };
                let (returned, has_returned) = mpsc::channel();
                thread::spawn(move || {
                    waker.wake();
                    let _ = returned.send(());
                });
                let hindrance = match patiently(&has_returned) {
                    Ok(()) => return,
                    Err(RecvTimeoutError::Timeout) => Hindrance::HeldUp,
                    Err(RecvTimeoutError::Disconnected) => Hindrance::Panicked,
                };
                *lock(&self.hindrance) = Some(hindrance);
            }
        }
    }
}

/// What is joined.
pub struct Child<'a> {
    one: usize,
    desk: &'a Desk,
    over: RefCell<bool>,
    request: RefCell<Inner<'a>>,
    _token: Option<DropToken>,
    _not_send: Rc<()>,
    _not_unpin: PhantomPinned,
}

impl Drop for Child<'_> {
    fn drop(&mut self) {
        let act = lock(&self.desk.lines)[self.one].at_drop.take();
        if let Some(act) = act {
            self.desk.act(act);
        }
    }
}

enum Inner<'a> {
    Watched(Watched<Request<'a>>),
    Plain(Request<'a>),
}

impl Future for Child<'_> {
    type Output = Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Output> {
        if *self.over.borrow() {
            lock(&self.desk.polled).push(self.one);
            lock(&self.desk.spent).push(self.one);
            // Does not panic, so that the check can name the cause.
            return Poll::Pending;
        }
        let result = match &mut *self.request.borrow_mut() {
            Inner::Watched(request) => Pin::new(request).poll(cx),
            Inner::Plain(request) => Pin::new(request).poll(cx),
        };
        *self.over.borrow_mut() = result.is_ready();
        result
    }
}

struct Request<'a> {
    one: usize,
    desk: &'a Desk,
}

impl Future for Request<'_> {
    type Output = Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Output> {
        let Request { one, desk } = *self;
        lock(&desk.polled).push(one);
        // So that an answer that loops ends.
        let loops = lock(&desk.polled).len() > MOST;
        let (act, ready) = {
            let line = &mut lock(&desk.lines)[one];
            line.waker = Some(cx.waker().clone());
            let act = line.act.filter(|_| !loops);
            if line.once {
                line.act = None;
            }
            line.over |= line.ready;
            (act, line.ready)
        };
        if let Some(act) = act {
            desk.act(act);
        }
        match ready {
            true => Poll::Ready(Output {
                of: one,
                _not_unpin: PhantomPinned,
            }),
            false => Poll::Pending,
        }
    }
}

const MOST: usize = 50;

/// Neither `Clone` nor `Default` nor `Unpin`.
pub struct Output {
    pub of: usize,
    _not_unpin: PhantomPinned,
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `A, B` for the first two; past Z by number.
pub fn names(all: &[usize]) -> String {
    const MANY: usize = 12;
    let name = |one: &usize| match u8::try_from(*one) {
        Ok(one @ 0..26) => char::from(b'A' + one).to_string(),
        _ => format!("number {one}"),
    };
    let mut names: Vec<String> = all.iter().take(MANY).map(name).collect();
    if all.len() > MANY {
        names.push(format!("and {} more", all.len() - MANY));
    }
    match names.len() {
        0 => "none".to_owned(),
        _ => names.join(", "),
    }
}
