//! Belief: who was removed must be remembered, so that nobody finds it.
//! Rejected by: it_takes_the_room_of_those_that_are_there_at_once
//! Saying: is still there

use std::collections::{HashMap, HashSet};

/// Values, each by a key of its own.
pub struct Registry<T> {
    values: HashMap<usize, T>,
    next: usize,
    gone: HashSet<usize>,
}

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            values: HashMap::new(),
            next: 0,
            gone: HashSet::new(),
        }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        let key = self.next;
        self.next += 1;
        self.values.insert(key, value);
        key
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        if self.gone.contains(&key) {
            return None;
        }
        self.values.get(&key)
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.values.get_mut(&key)
    }

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let value = self.values.remove(&key)?;
        self.gone.insert(key);
        Some(value)
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
