//! Implementations that each break one sentence of the specification.

use std::collections::VecDeque;
use std::marker::PhantomData;

use ch14::explorer::sync::atomic::{AtomicBool, Ordering};
use ch14::explorer::sync::{Condvar, Mutex};
use ch14::orders::Queue;

/// The rule that is changed.
pub trait Changed: Send + Sync + 'static {
    const UNLOCKS_BEFORE_SLEEP: bool = false;
    const NOTIFIES_IF_EMPTY: bool = false;
    const CLOSES_FOR_ONE: bool = false;
    const CHECKS_ONCE: bool = false;
    const CLOSES_UNLOCKED: bool = false;
    const POPS_IN_TWO_STEPS: bool = false;
    const CLOSED_COMES_FIRST: bool = false;
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
    UnlocksBeforeSleep: UNLOCKS_BEFORE_SLEEP,
    NotifiesIfEmpty: NOTIFIES_IF_EMPTY,
    ClosesForOne: CLOSES_FOR_ONE,
    ChecksOnce: CHECKS_ONCE,
    ClosesUnlocked: CLOSES_UNLOCKED,
    PopsInTwoSteps: POPS_IN_TWO_STEPS,
    ClosedComesFirst: CLOSED_COMES_FIRST,
}

/// A queue with one rule changed.
pub struct Wrong<C> {
    items: Mutex<VecDeque<u32>>,
    is_closed: AtomicBool,
    changed: Condvar,
    rule: PhantomData<C>,
}

impl<C> Default for Wrong<C> {
    fn default() -> Self {
        Self {
            items: Mutex::default(),
            is_closed: AtomicBool::new(false),
            changed: Condvar::new(),
            rule: PhantomData,
        }
    }
}

impl<C: Changed> Queue for Wrong<C> {
    fn push(&self, item: u32) {
        let mut items = self.items.lock().unwrap();
        items.push_back(item);
        let was_empty = items.len() == 1;
        drop(items);
        if was_empty || !C::NOTIFIES_IF_EMPTY {
            self.changed.notify_one();
        }
    }

    fn pop(&self) -> Option<u32> {
        let mut items = self.items.lock().unwrap();
        loop {
            let is_closed = self.is_closed.load(Ordering::SeqCst);
            if is_closed && C::CLOSED_COMES_FIRST {
                return None;
            }
            if C::POPS_IN_TWO_STEPS
                && let Some(&item) = items.front()
            {
                drop(items);
                self.items.lock().unwrap().pop_front();
                return Some(item);
            }
            if let Some(item) = items.pop_front() {
                return Some(item);
            }
            if is_closed {
                return None;
            }
            if C::UNLOCKS_BEFORE_SLEEP {
                drop(items);
                items = self.items.lock().unwrap();
            }
            items = self.changed.wait(items).unwrap();
            if C::CHECKS_ONCE {
                return items.pop_front();
            }
        }
    }

    fn close(&self) {
        let items = (!C::CLOSES_UNLOCKED).then(|| self.items.lock().unwrap());
        self.is_closed.store(true, Ordering::SeqCst);
        drop(items);
        match C::CLOSES_FOR_ONE {
            true => self.changed.notify_one(),
            false => self.changed.notify_all(),
        }
    }
}
