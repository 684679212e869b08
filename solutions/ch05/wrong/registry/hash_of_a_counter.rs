//! Belief: different numbers have different hashes, also in 32 bits.
//! Rejected by: the_key_of_a_removed_value_finds_nothing
//! Saying: got the same key

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// Values, each by a key of its own.
pub struct Registry<T> {
    values: HashMap<usize, T>,
    next: u64,
    hashes: BuildHasherDefault<DefaultHasher>,
}

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            values: HashMap::new(),
            next: 0,
            hashes: BuildHasherDefault::default(),
        }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        self.next += 1;
        let mut key = self.hashes.hash_one(self.next) as u32 as usize;
        while self.values.contains_key(&key) {
            self.next += 1;
            key = self.hashes.hash_one(self.next) as u32 as usize;
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

    /// Takes the value out; its key finds nothing from then on.
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
