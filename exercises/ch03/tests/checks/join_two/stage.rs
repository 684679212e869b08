//! The two futures that are joined, and what they record.

use std::cell::{Cell, RefCell};
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use ch03::join_two::join_two;
use kit::{ByHand, DropProbe, DropToken, note, watch};

/// What happens to the two futures, and in which poll of the join.
#[derive(Default)]
pub struct Stage {
    /// How often the join was polled.
    pub at: Cell<u32>,
    /// Which one was polled in which poll of the join, before it was ready.
    pub polls: RefCell<Vec<(u32, &'static str)>>,
    /// Which of the two was ready.
    pub is_over: Cell<[bool; 2]>,
    /// Which was polled after it was ready.
    pub again: Cell<Option<&'static str>>,
    /// Whether each calls its waker in every poll that returns Pending.
    pub call_while_polled: Cell<[bool; 2]>,
    /// The waker that each was last polled with.
    pub wakers: [RefCell<Option<Waker>>; 2],
    /// Sees what is dropped, if a check needs it.
    pub tokens: Option<DropProbe>,
    pub made: RefCell<Vec<&'static str>>,
    /// Writes nothing to the timeline: for a second experiment.
    pub is_quiet: bool,
}

impl Stage {
    pub fn join(&self, (a, b): (u32, u32)) -> ByHand<impl Future<Output = Outputs>> {
        let joined = join_two(self.half(0, a), self.half(1, b));
        let drawn: Pin<Box<dyn Future<Output = Outputs> + '_>> = match self.is_quiet {
            true => Box::pin(joined),
            false => Box::pin(watch("join", joined)),
        };
        ByHand::new(drawn)
    }

    fn half(&self, which: usize, needs: u32) -> Half<'_> {
        let (name, output_name) = [("a", "a's output"), ("b", "b's output")][which];
        let mut polls = 0;
        let steps = std::future::poll_fn(move |cx: &mut Context<'_>| {
            polls += 1;
            *self.wakers[which].borrow_mut() = Some(cx.waker().clone());
            if polls < needs {
                if self.call_while_polled.get()[which] {
                    cx.waker().wake_by_ref();
                }
                return Poll::Pending;
            }
            Poll::Ready(Output(
                output_name,
                Rc::new(self.token(output_name)),
                PhantomPinned,
            ))
        });
        Half {
            which,
            name,
            stage: self,
            steps: RefCell::new(match self.is_quiet {
                true => Box::pin(steps),
                false => Box::pin(watch(name, Box::pin(steps))),
            }),
            is_over: Cell::new(false),
            _token: self.token(name),
            _pinned: PhantomPinned,
        }
    }

    fn token(&self, name: &'static str) -> Option<DropToken> {
        self.made.borrow_mut().push(name);
        self.tokens.as_ref().map(|tokens| tokens.token(name))
    }

    pub fn poll(&self, join: &mut ByHand<impl Future<Output = Outputs>>) -> Option<Outputs> {
        self.at.set(self.at.get() + 1);
        match join.poll() {
            Poll::Ready(outputs) => Some(outputs),
            Poll::Pending => None,
        }
    }

    /// Polls until it is ready, but at most `most` times.
    pub fn run(
        &self,
        join: &mut ByHand<impl Future<Output = Outputs>>,
        most: u32,
    ) -> Option<Outputs> {
        (0..most).find_map(|_| self.poll(join))
    }

    /// Those that were polled in that poll of the join and had not been ready before.
    pub fn polled_in(&self, poll: u32) -> Vec<&'static str> {
        let polls = self.polls.borrow();
        let those = polls.iter().filter(|(at, _)| *at == poll);
        those.map(|(_, name)| *name).collect()
    }

    pub fn polls_of(&self, name: &str) -> usize {
        let polls = self.polls.borrow();
        polls.iter().filter(|(_, polled)| *polled == name).count()
    }

    pub fn polled_again(&self) -> Option<&'static str> {
        self.again.get()
    }
}

/// One of the two. It is not `Unpin`, not `Send` and not `'static`, as any future may be.
struct Half<'a> {
    which: usize,
    name: &'static str,
    stage: &'a Stage,
    steps: RefCell<Pin<Box<dyn Future<Output = Output> + 'a>>>,
    is_over: Cell<bool>,
    _token: Option<DropToken>,
    _pinned: PhantomPinned,
}

/// What a join gives.
pub type Outputs = (Output, Output);

/// Neither `Clone` nor `Send`, nor `Unpin`.
pub struct Output(
    pub &'static str,
    #[expect(dead_code)] Rc<Option<DropToken>>,
    PhantomPinned,
);

impl Future for Half<'_> {
    type Output = Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Output> {
        if self.is_over.get() {
            // Other futures panic here. This one does not, so that the check can name the cause.
            if !self.stage.is_quiet {
                note(format!("{} is polled again after it was ready", self.name));
            }
            self.stage.again.set(Some(self.name));
            return Poll::Pending;
        }
        let poll = (self.stage.at.get(), self.name);
        self.stage.polls.borrow_mut().push(poll);
        let steps = self.steps.try_borrow_mut();
        let polled = steps
            .expect("it is polled by one at a time")
            .as_mut()
            .poll(cx);
        self.is_over.set(polled.is_ready());
        let mut is_over = self.stage.is_over.get();
        is_over[self.which] = polled.is_ready();
        self.stage.is_over.set(is_over);
        polled
    }
}
