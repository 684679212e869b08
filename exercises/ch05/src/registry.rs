//! # Keys that cannot be confused
//!
//! ```
//! let key = registry.insert(client);
//! registry.remove(key); // The client is gone, and the next one may get its place in memory.
//! assert!(registry.get(key).is_none()); // A late event for `key` must not reach the next client.
//! ```
//!
//! The operating system reports readiness by a number that you chose: "7 is ready". You use the number to find the
//! client. If a client leaves and the next one also gets 7, a late event for the first client reaches the second.
//! That client's task is then woken for bytes that never came, or worse.
//!
//! Write `Registry`, which keeps values by key. Requirements:
//!
//! Finding
//!
//! 1. `insert` keeps a value and returns its key. `get`, `get_mut` and `remove` find the value by that key until it
//!    is removed. 70,000 values and more may be there at once.
//! 2. `remove` returns the value once. After that, its key finds nothing, and it is not given to another value, even
//!    after 2^20 others (about a million) have come and gone.
//! 3. A key that was never given finds nothing, panics nowhere and changes nothing.
//! 4. `len` returns the number of values. `iter` returns each value once, with its whole key, in any order.
//!
//! Keys and memory
//!
//! 5. No key is `usize::MAX`, because the poller uses that number itself.
//! 6. The memory depends on how many values were there at once, not on how many there ever were.
//!
//! Left open: what the keys look like, and whether a key is used again after more than 2^20 others.

use std::marker::PhantomData;

/// Values, each with its own key.
pub struct Registry<T> {
    // Replace this by what you need to keep the values.
    values: PhantomData<T>,
}

impl<T> Registry<T> {
    /// Has no values.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            values: PhantomData,
        }
    }

    /// Keeps `value`, and returns its key.
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

    /// Removes the value and returns it. Its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        todo!("remove {key}")
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
