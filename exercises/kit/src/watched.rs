//! A future that is recorded, and the waker that it hands on.

use std::borrow::Cow;
use std::cell::RefCell;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, ThreadId};

use tokio::task::JoinHandle;

use crate::Recorder;
use crate::record::{By, Kind, What};

thread_local! {
    /// The recorded futures whose polls are under way on this thread, outermost first.
    static POLLING: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// The recorded future whose poll is under way on this thread.
pub(crate) fn polling() -> Option<usize> {
    POLLING
        .try_with(|stack| stack.borrow().last().copied())
        .ok()
        .flatten()
}

/// Records `future` under `name` in the current check's recording. The timeline shows the line that
/// called `watch`.
#[track_caller]
pub fn watch<F: Future>(name: impl Into<String>, future: F) -> Watched<F> {
    Recorder::current().watch(name, future)
}

impl Recorder {
    /// Records `future` under `name`.
    #[track_caller]
    pub fn watch<F: Future>(&self, name: impl Into<String>, future: F) -> Watched<F> {
        self.watch_from(Kind::Future, Location::caller(), name.into(), future)
    }

    /// Records `future` under `name`, as a task of its own, and hands it to the runtime.
    #[track_caller]
    pub fn spawn<F>(&self, name: impl Into<String>, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let task = self.watch_from(Kind::Task, Location::caller(), name.into(), future);
        tokio::spawn(task)
    }

    pub(crate) fn watch_from<F: Future>(
        &self,
        kind: Kind,
        place: &'static Location<'static>,
        name: String,
        future: F,
    ) -> Watched<F> {
        Watched {
            lane: self.new_lane(kind, name, place),
            recorder: self.clone(),
            name_of_clock: By::Runtime,
            // Boxed, so that it can be polled and dropped at a chosen moment without unsafe code.
            future: Some(Box::pin(future)),
            waker: None,
        }
    }
}

/// A future that is recorded: made by [`watch`] and [`Recorder::watch`].
#[must_use = "futures do nothing unless polled"]
pub struct Watched<F: Future> {
    recorder: Recorder,
    lane: usize,
    name_of_clock: By,
    future: Option<Pin<Box<F>>>,
    /// The waker last seen, and the one made from it: as long as the outer one stays the same, so
    /// does the inner one, and `Waker::will_wake` keeps working.
    waker: Option<(Waker, Waker)>,
}

impl<F: Future> Watched<F> {
    /// For a future that waits for nothing but a timer: what wakes it is known.
    pub(crate) fn woken_by_the_clock(mut self) -> Self {
        self.name_of_clock = By::Clock;
        self
    }

    fn waker(&mut self, outer: &Waker) -> Waker {
        match &self.waker {
            Some((seen, made)) if seen.will_wake(outer) => made.clone(),
            _ => {
                let made = Waker::from(Arc::new(LaneWaker {
                    outer: outer.clone(),
                    recorder: self.recorder.clone(),
                    lane: self.lane,
                    thread: thread::current().id(),
                    name_of_clock: self.name_of_clock.clone(),
                }));
                self.waker = Some((outer.clone(), made.clone()));
                made
            }
        }
    }
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    #[track_caller]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let waker = this.waker(cx.waker());
        let Some(future) = this.future.as_mut() else {
            let name = &this.recorder.lanes()[this.lane].name;
            panic!(
                "`{name}` was polled again after it was ready: a finished future must not be polled"
            );
        };
        let poll = PollGuard::begin(&this.recorder, this.lane, Location::caller());
        let result = future.as_mut().poll(&mut Context::from_waker(&waker));
        poll.end(if result.is_ready() {
            What::Ready
        } else {
            What::Pending
        });
        if result.is_ready() {
            this.future = None;
        }
        result
    }
}

impl<F: Future> Drop for Watched<F> {
    fn drop(&mut self) {
        if let Some(future) = self.future.take() {
            self.recorder.push(Some(self.lane), What::Dropped, None);
            drop(future);
        }
    }
}

/// A poll under way. Dropped without [`PollGuard::end`], it ended with a panic.
struct PollGuard<'a> {
    recorder: &'a Recorder,
    lane: usize,
    ended: bool,
}

impl<'a> PollGuard<'a> {
    /// `from` is the line that polls, where the compiler knows it: an await, mostly.
    fn begin(recorder: &'a Recorder, lane: usize, from: &'static Location<'static>) -> Self {
        let answers = crate::current::is_answer(from.file());
        let place = answers.then(|| (Cow::Borrowed(from.file()), from.line()));
        recorder.push(Some(lane), What::Polled, place);
        POLLING.with_borrow_mut(|stack| stack.push(lane));
        Self {
            recorder,
            lane,
            ended: false,
        }
    }

    fn end(mut self, what: What) {
        self.ended = true;
        self.recorder.push(Some(self.lane), what, None);
    }
}

impl Drop for PollGuard<'_> {
    fn drop(&mut self) {
        POLLING.with_borrow_mut(|stack| stack.pop());
        if !self.ended {
            self.recorder.push(Some(self.lane), What::Panicked, None);
        }
    }
}

struct LaneWaker {
    outer: Waker,
    recorder: Recorder,
    lane: usize,
    /// The thread that polled: a wake from it, outside a poll, comes from the runtime.
    thread: ThreadId,
    name_of_clock: By,
}

impl Wake for LaneWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let here = thread::current();
        let by = match polling() {
            Some(lane) => By::Lane(lane),
            None if here.id() == self.thread => self.name_of_clock.clone(),
            None => By::Thread(here.name().unwrap_or("without a name").to_owned()),
        };
        self.recorder.push(Some(self.lane), What::Woken(by), None);
        self.outer.wake_by_ref();
    }
}
