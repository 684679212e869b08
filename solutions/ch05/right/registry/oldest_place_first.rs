//! Style: the place that is free longest is used next; a key is a number that counts up and the place.

use std::collections::VecDeque;

/// Values, each by a key of its own.
pub struct Registry<T> {
    places: Vec<Option<(usize, T)>>,
    free: VecDeque<usize>,
    inserts: usize,
}

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            free: VecDeque::new(),
            inserts: 0,
        }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        self.inserts += 1;
        let at = self.free.pop_front().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        let key = (self.inserts << 24) + at;
        self.places[at] = Some((key, value));
        key
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        let (found, value) = self.places.get(key % (1 << 24))?.as_ref()?;
        (*found == key).then_some(value)
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        let (found, value) = self.places.get_mut(key % (1 << 24))?.as_mut()?;
        (*found == key).then_some(value)
    }

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let at = key % (1 << 24);
        let (_, value) = self
            .places
            .get_mut(at)?
            .take_if(|(found, _)| *found == key)?;
        self.free.push_back(at);
        Some(value)
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        let filled = self.places.iter().flatten();
        filled.map(|(key, value)| (*key, value))
    }
}
