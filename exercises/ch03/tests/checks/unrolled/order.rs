//! An order whose price and rate are known beforehand, and what its futures record.

use std::cell::{Cell, RefCell};
use std::fmt::Write;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use ch03::unrolled::total;
use kit::{Watched, note, watch};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Price,
    Rate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Polled(Which),
    /// `rate_for` was called with that price.
    Asked(u64),
    Dropped(Which),
}

/// What happens to the inner futures.
#[derive(Default)]
pub struct Seen {
    pub events: RefCell<Vec<Event>>,
    /// For each poll: of which future, with which waker, and at which address.
    polled: RefCell<Vec<(Which, *const (), usize)>>,
    /// Writes nothing to the timeline: for a second experiment.
    pub is_quiet: Cell<bool>,
    /// Records nothing more, such as the drops at the end of an experiment.
    pub is_closed: Cell<bool>,
}

impl Seen {
    pub fn saw(&self, event: Event) {
        if self.is_closed.get() {
            return;
        }
        match event {
            _ if self.is_quiet.get() => {}
            Event::Asked(price) => note(format!("rate_for({price})")),
            Event::Dropped(which) => note(format!("{} is dropped", which.name())),
            Event::Polled(_) => {}
        }
        self.events.borrow_mut().push(event);
    }

    pub fn count(&self, event: Event) -> usize {
        let events = self.events.borrow();
        events.iter().filter(|one| **one == event).count()
    }

    pub fn asked(&self) -> Vec<u64> {
        let price = |event: &Event| match event {
            Event::Asked(price) => Some(*price),
            _ => None,
        };
        self.events.borrow().iter().filter_map(price).collect()
    }

    /// The waker and the address of the last poll, if that was a poll of this future.
    pub fn last(&self, which: Which) -> Option<(*const (), usize)> {
        let polled = self.polled.borrow();
        let last = polled.last().filter(|last| last.0 == which);
        last.map(|(_, waker, place)| (*waker, *place))
    }

    /// What happened, one line for each event, to print below a cause.
    pub fn story(&self) -> String {
        const MOST: usize = 16;
        let events = self.events.borrow();
        let mut story = String::new();
        for event in events.iter().take(MOST) {
            let _ = match event {
                Event::Polled(which) => write!(story, "\n  {} is polled", which.name()),
                Event::Asked(price) => write!(story, "\n  rate_for({price}) is called"),
                Event::Dropped(which) => write!(story, "\n  {} is dropped", which.name()),
            };
        }
        if events.len() > MOST {
            story.push_str("\n  and so on");
        }
        story
    }
}

impl Which {
    fn name(self) -> &'static str {
        match self {
            Which::Price => "the price's future",
            Which::Rate => "the rate's future",
        }
    }
}

/// An order whose price and rate are given with the number of the poll that is ready.
pub fn order<'a>(
    seen: &'a Seen,
    price: (u64, usize),
    rate: (u64, usize),
) -> impl Future<Output = u64> + 'a {
    // Neither `Clone` nor `Send`: it can be called once.
    let once = Rc::new(());
    let rate_for = move |price| {
        drop(once);
        seen.saw(Event::Asked(price));
        Step::<1>::drawn(seen, Which::Rate, rate)
    };
    total(Step::<1>::drawn(seen, Which::Price, price), rate_for)
}

/// It borrows, is neither `Unpin` nor `Send`, and is larger by that many words.
pub struct Step<'a, const WORDS: usize> {
    seen: &'a Seen,
    which: Which,
    value: u64,
    ready_at: usize,
    polls: Cell<usize>,
    /// Shows it in the timeline.
    drawn: Option<Rc<RefCell<Watched<AtPoll>>>>,
    _words: [u64; WORDS],
    _not_unpin: PhantomPinned,
}

impl<'a, const WORDS: usize> Step<'a, WORDS> {
    pub fn new(seen: &'a Seen, which: Which, (value, ready_at): (u64, usize)) -> Self {
        Self {
            seen,
            which,
            value,
            ready_at,
            polls: Cell::new(0),
            drawn: None,
            _words: [0; WORDS],
            _not_unpin: PhantomPinned,
        }
    }

    fn drawn(seen: &'a Seen, which: Which, outcome: (u64, usize)) -> Self {
        let mut step = Self::new(seen, which, outcome);
        let lane = match which {
            Which::Price => "price",
            Which::Rate => "rate",
        };
        let drawn = watch(lane, AtPoll(outcome.1));
        step.drawn = Some(Rc::new(RefCell::new(drawn)));
        step
    }
}

impl<const WORDS: usize> Future for Step<'_, WORDS> {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let polls = self.polls.get() + 1;
        self.polls.set(polls);
        self.seen.saw(Event::Polled(self.which));
        let how = (self.which, cx.waker().data(), address(&*self));
        self.seen.polled.borrow_mut().push(how);
        // So that an answer that loops ends.
        assert!(
            polls < self.ready_at + 1_000,
            "{} was ready at its poll {}, and was polled a thousand times more\n\nA poll does not wait in a loop. \
             A future that was ready has given away its output, and is not polled again.",
            self.which.name(),
            self.ready_at
        );
        if let Some(drawn) = &self.drawn
            && polls <= self.ready_at
        {
            let _ = Pin::new(&mut *drawn.borrow_mut()).poll(cx);
        }
        match polls == self.ready_at {
            true => Poll::Ready(self.value),
            // No panic if it is polled again after it was ready, so that the check can name the cause.
            false => Poll::Pending,
        }
    }
}

impl<const WORDS: usize> Drop for Step<'_, WORDS> {
    fn drop(&mut self) {
        self.seen.saw(Event::Dropped(self.which));
    }
}

/// Ready at that poll.
struct AtPoll(usize);

impl Future for AtPoll {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.0 -= 1;
        match self.0 {
            0 => Poll::Ready(()),
            _ => Poll::Pending,
        }
    }
}

pub fn address<T>(of: &T) -> usize {
    std::ptr::from_ref(of).addr()
}
