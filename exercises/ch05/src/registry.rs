//! # Keys that nobody mistakes
//!
//! The system tells readiness by a number that you gave it: "7 is ready". You look up what 7 is. A
//! client leaves, another one comes and gets the free place 7; and then an old message arrives,
//! meant for the one that left. Who wakes the new one for it looks for bytes that are not there, or
//! worse.
//!
//! Write `Registry`, which keeps values by number. It is judged by these promises:
//!
//! - `insert` keeps a value and gives its key. `get`, `get_mut` and `remove` find it by that key,
//!   for as long as it is there.
//! - The key of a value that was removed finds nothing any more: not after 2^20 others (a little more
//!   than a million) have come and gone, and not where its place is used again. `remove` gives a value
//!   once.
//! - Keys may come from anywhere: one that was not given yet finds nothing, and does no harm.
//! - No key is `usize::MAX`: the poller keeps that one for itself.
//! - The room that it takes depends on how many values were there at once, not on how many there
//!   ever were.
//! - `len` is the number of values, and `iter` gives each of them once, with its key.

use std::marker::PhantomData;

/// Values, each by a key of its own.
pub struct Registry<T> {
    // Replace it by how you keep the values.
    values: PhantomData<T>,
}

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            values: PhantomData,
        }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        // So that the stub compiles without a warning: delete this line.
        let _ = value;
        todo!("keep the value, and make a key for it")
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        todo!("find {key}")
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        todo!("find {key}")
    }

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        todo!("take out {key}")
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        todo!("count the values")
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        // Replace this.
        std::iter::once_with(|| todo!("go through the values"))
    }
}
