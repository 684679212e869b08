//! Belief: the last value may move into the gap.
//! Rejected by: a_value_is_found_by_its_key
//! Saying: finds

/// Values, each by a key of its own.
pub struct Registry<T> {
    values: Vec<T>,
}

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { values: Vec::new() }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        self.values.push(value);
        self.values.len() - 1
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        self.values.get(key)
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.values.get_mut(key)
    }

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        if key >= self.values.len() {
            return None;
        }
        Some(self.values.swap_remove(key))
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.values.iter().enumerate()
    }
}
