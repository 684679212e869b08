//! Implementations that each break one sentence of the specification.

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use ch14::rouse::Event;

/// The rule that is changed.
pub trait Changed: Send + Sync + Unpin + 'static {
    const KEEPS_FIRST_WAKER: bool = false;
    const KEEPS_ALL_WAKERS: bool = false;
    const WAKES_ONE: bool = false;
    const READY_AT_SECOND_POLL: bool = false;
    const WAKES_IN_POLL: bool = false;
    const FORGETS: bool = false;
    const ENDS_WITH_FIRST_READY: bool = false;
    const WAKES_DROPPED: bool = false;
}

macro_rules! changed {
    ($($name:ident: $rule:ident,)*) => {$(
        pub struct $name;

        impl Changed for $name {
            const $rule: bool = true;
        }
    )*};
}

changed! {
    KeepsFirstWaker: KEEPS_FIRST_WAKER,
    KeepsAllWakers: KEEPS_ALL_WAKERS,
    WakesOne: WAKES_ONE,
    ReadyAtSecondPoll: READY_AT_SECOND_POLL,
    WakesInPoll: WAKES_IN_POLL,
    Forgets: FORGETS,
    EndsWithFirstReady: ENDS_WITH_FIRST_READY,
    WakesDropped: WAKES_DROPPED,
}

/// An event with one rule changed.
pub struct Wrong<C>(Arc<Mutex<State>>, PhantomData<C>);

#[derive(Default)]
struct State {
    has_happened: bool,
    next: u64,
    /// The waiters that are pending: their numbers and wakers.
    waiting: Vec<(u64, Waker)>,
    /// Those that were pending when the event happened.
    released: Vec<u64>,
}

impl<C> Clone for Wrong<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0), PhantomData)
    }
}

impl<C> Default for Wrong<C> {
    fn default() -> Self {
        Self(Arc::default(), PhantomData)
    }
}

pub struct Wait<C: Changed> {
    event: Wrong<C>,
    number: u64,
    polls: usize,
}

impl<C: Changed> Event for Wrong<C> {
    type Wait = Wait<C>;

    fn wait(&self) -> Wait<C> {
        let mut state = self.0.lock().unwrap();
        state.next += 1;
        Wait {
            event: self.clone(),
            number: state.next,
            polls: 0,
        }
    }

    fn happen(&self) {
        let mut waiting = {
            let mut state = self.0.lock().unwrap();
            state.has_happened = true;
            let waiting = std::mem::take(&mut state.waiting);
            state
                .released
                .extend(waiting.iter().map(|(number, _)| *number));
            waiting
        };
        if C::WAKES_ONE {
            waiting.truncate(1);
        }
        waiting.into_iter().for_each(|(_, waker)| waker.wake());
    }
}

impl<C: Changed> Future for Wait<C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.polls += 1;
        let number = self.number;
        let event = self.event.clone();
        let mut state = event.0.lock().unwrap();
        let is_ready = match C::FORGETS {
            true => state.released.contains(&number),
            false => state.has_happened,
        };
        if is_ready || (C::READY_AT_SECOND_POLL && self.polls > 1) {
            if C::ENDS_WITH_FIRST_READY {
                state.has_happened = false;
            }
            return Poll::Ready(());
        }
        let is_known = state.waiting.iter().any(|(known, _)| *known == number);
        if !(C::KEEPS_FIRST_WAKER && is_known) {
            if !C::KEEPS_ALL_WAKERS {
                state.waiting.retain(|(known, _)| *known != number);
            }
            state.waiting.push((number, cx.waker().clone()));
        }
        drop(state);
        if C::WAKES_IN_POLL {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

impl<C: Changed> Drop for Wait<C> {
    fn drop(&mut self) {
        if !C::WAKES_DROPPED
            && let Ok(mut state) = self.event.0.lock()
        {
            let number = self.number;
            state.waiting.retain(|(known, _)| *known != number);
        }
    }
}
