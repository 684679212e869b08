//! Belief: no two values are at the same address.
//! Rejected by: the_key_of_a_removed_value_finds_nothing
//! Saying: finds number

use std::collections::HashMap;

/// Values, each by a key of its own.
pub struct Registry<T> {
    values: HashMap<usize, Box<[T; 1]>>,
}

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            values: HashMap::new(),
        }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        let value = Box::new([value]);
        let key = std::ptr::from_ref(&*value).addr();
        self.values.insert(key, value);
        key
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        self.values.get(&key).map(|value| &value[0])
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.values.get_mut(&key).map(|value| &mut value[0])
    }

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let [value] = *self.values.remove(&key)?;
        Some(value)
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.values.iter().map(|(key, value)| (*key, &value[0]))
    }
}
