//! Belief: the oldest leave first, so a window over the keys stays small.
//! Rejected by: it_takes_the_room_of_those_that_are_there_at_once
//! Saying: a place is not used again

use std::collections::VecDeque;

/// Values, each by a key of its own.
pub struct Registry<T> {
    window: VecDeque<Option<T>>,
    first: usize,
    len: usize,
}

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            window: VecDeque::new(),
            first: 0,
            len: 0,
        }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        self.len += 1;
        self.window.push_back(Some(value));
        self.first + self.window.len() - 1
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        self.window.get(key.checked_sub(self.first)?)?.as_ref()
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.window.get_mut(key.checked_sub(self.first)?)?.as_mut()
    }

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let at = key.checked_sub(self.first)?;
        let value = self.window.get_mut(at)?.take()?;
        self.len -= 1;
        while let Some(None) = self.window.front() {
            self.window.pop_front();
            self.first += 1;
        }
        Some(value)
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        let values = self.window.iter().zip(self.first..);
        values.filter_map(|(value, key)| Some((key, value.as_ref()?)))
    }
}
