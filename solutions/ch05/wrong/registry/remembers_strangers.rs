//! Belief: a key that found nothing once need not be looked up again.
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
        self.values.get(&key)
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.values.get_mut(&key)
    }

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let value = self.values.remove(&key);
        if value.is_none() {
            self.gone.insert(key);
        }
        value
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
