//! shuttle's atomics. A flag tells what it does: a look at it, and what sets it, are often the steps that
//! decide.

pub use shuttle::sync::atomic::*;

use std::ops::{Deref, DerefMut};

use crate::explore::steps::answer_tells;

/// shuttle's, which tells.
#[derive(Debug, Default)]
pub struct AtomicBool(shuttle::sync::atomic::AtomicBool);

impl AtomicBool {
    pub const fn new(value: bool) -> Self {
        Self(shuttle::sync::atomic::AtomicBool::new(value))
    }

    pub fn load(&self, order: Ordering) -> bool {
        let found = self.0.load(order);
        answer_tells(&format!("its thread finds {found} in a flag"));
        found
    }

    pub fn store(&self, value: bool, order: Ordering) {
        self.0.store(value, order);
        answer_tells(&format!("its thread sets a flag to {value}"));
    }

    pub fn swap(&self, value: bool, order: Ordering) -> bool {
        let found = self.0.swap(value, order);
        answer_tells(&format!(
            "its thread finds {found} in a flag, and sets it to {value}"
        ));
        found
    }

    pub fn into_inner(self) -> bool {
        self.0.into_inner()
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
        &self.0
    }
}

impl DerefMut for AtomicBool {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}
