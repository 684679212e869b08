//! Shuttle's atomics. A flag reports its steps: reading it and setting it are often the steps that matter.

pub use shuttle::sync::atomic::*;

use std::ops::{Deref, DerefMut};

use crate::explore::steps::{Order, answer_tells};

/// Shuttle's, which reports its steps.
#[derive(Debug, Default)]
pub struct AtomicBool {
    flag: shuttle::sync::atomic::AtomicBool,
    order: Order,
}

impl AtomicBool {
    pub const fn new(value: bool) -> Self {
        Self {
            flag: shuttle::sync::atomic::AtomicBool::new(value),
            order: Order::new(),
        }
    }

    pub fn load(&self, order: Ordering) -> bool {
        self.order.is_used();
        let found = self.flag.load(order);
        answer_tells(&format!("its thread finds {found} in a flag"));
        found
    }

    pub fn store(&self, value: bool, order: Ordering) {
        self.order.is_used();
        self.flag.store(value, order);
        answer_tells(&format!("its thread sets a flag to {value}"));
    }

    pub fn swap(&self, value: bool, order: Ordering) -> bool {
        self.order.is_used();
        let found = self.flag.swap(value, order);
        answer_tells(&format!(
            "its thread finds {found} in a flag, and sets it to {value}"
        ));
        found
    }

    pub fn into_inner(self) -> bool {
        self.flag.into_inner()
    }
}

impl From<bool> for AtomicBool {
    fn from(value: bool) -> Self {
        Self::new(value)
    }
}

impl Deref for AtomicBool {
    type Target = shuttle::sync::atomic::AtomicBool;

    fn deref(&self) -> &Self::Target {
        &self.flag
    }
}

impl DerefMut for AtomicBool {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.flag
    }
}
