//! Style: a list without an order, searched each time; the last one fills a gap.

/// Values, each with its own key.
pub struct Registry<T> {
    values: Vec<(usize, T)>,
    given: usize,
}

impl<T> Registry<T> {
    /// Has no values.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            values: Vec::new(),
            given: 0,
        }
    }

    /// Keeps `value`, and returns its key.
    pub fn insert(&mut self, value: T) -> usize {
        self.given += 1;
        self.values.push((self.given, value));
        self.given
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        self.values
            .iter()
            .find(|(other, _)| *other == key)
            .map(|(_, value)| value)
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.values
            .iter_mut()
            .find(|(other, _)| *other == key)
            .map(|(_, value)| value)
    }

    /// Removes the value and returns it. Its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let at = self.values.iter().position(|(other, _)| *other == key)?;
        Some(self.values.swap_remove(at).1)
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
