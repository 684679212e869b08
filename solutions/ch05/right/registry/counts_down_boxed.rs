//! Style: keys count down from the top; the newest value comes first.

use std::collections::VecDeque;

/// Values, each with its own key.
pub struct Registry<T> {
    /// In the order of their keys, since keys count down from the second greatest number.
    values: VecDeque<(usize, Box<T>)>,
    last: usize,
}

impl<T> Registry<T> {
    /// Has no values.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            values: VecDeque::new(),
            last: usize::MAX,
        }
    }

    fn find(&self, key: usize) -> Option<usize> {
        self.values.binary_search_by_key(&key, |(key, _)| *key).ok()
    }

    /// Keeps `value`, and returns its key.
    pub fn insert(&mut self, value: T) -> usize {
        self.last = self.last.checked_sub(1).expect("no key is left");
        self.values.push_front((self.last, Box::new(value)));
        self.last
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        let (_, value) = self.values.get(self.find(key)?)?;
        Some(value)
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        let index = self.find(key)?;
        Some(&mut *self.values[index].1)
    }

    /// Removes the value and returns it. Its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let (_, value) = self.values.remove(self.find(key)?)?;
        Some(*value)
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.values.iter().count()
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        let mut values = self.values.iter();
        std::iter::from_fn(move || values.next().map(|(key, value)| (*key, &**value)))
    }
}
