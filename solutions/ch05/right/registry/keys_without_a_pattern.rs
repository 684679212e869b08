//! Style: a counter, multiplied by an odd number, so that no two keys are near each other.

use std::collections::BTreeMap;

/// Values, each with its own key.
pub struct Registry<T> {
    values: BTreeMap<usize, T>,
    next: usize,
}

const ODD: usize = 0x9e37_79b9;

impl<T> Registry<T> {
    /// Has no values.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            values: BTreeMap::new(),
            next: 1,
        }
    }

    /// Keeps `value`, and returns its key.
    pub fn insert(&mut self, value: T) -> usize {
        let mut key = usize::MAX;
        while key == usize::MAX {
            key = self.next.wrapping_mul(ODD);
            self.next += 1;
        }
        self.values.insert(key, value);
        key
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        self.values.get(&key)
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.values.get_mut(&key)
    }

    /// Removes the value and returns it. Its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        self.values.remove(&key)
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.values.iter().map(|(key, value)| (*key, value))
    }
}
