//! Style: a place is used again only when a thousand others are free.

use std::collections::VecDeque;

/// Values, each with its own key.
pub struct Registry<T> {
    places: Vec<(usize, Option<T>)>,
    free: VecDeque<usize>,
    len: usize,
}

const BITS: u32 = 32;
const MASK: usize = (1 << BITS) - 1;

impl<T> Registry<T> {
    /// Has no values.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            free: VecDeque::new(),
            len: 0,
        }
    }

    /// Keeps `value`, and returns its key.
    pub fn insert(&mut self, value: T) -> usize {
        self.len += 1;
        match self.free.front().copied() {
            Some(at) if self.free.len() > 1024 => {
                self.free.pop_front();
                self.places[at].1 = Some(value);
                at << BITS | self.places[at].0
            }
            _ => {
                let at = self.places.len();
                self.places.push((0, Some(value)));
                at << BITS
            }
        }
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        self.places
            .get(key >> BITS)
            .filter(|place| place.0 == key & MASK)?
            .1
            .as_ref()
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.places
            .get_mut(key >> BITS)
            .filter(|place| place.0 == key & MASK)?
            .1
            .as_mut()
    }

    /// Removes the value and returns it. Its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let at = key >> BITS;
        let place = self
            .places
            .get_mut(at)
            .filter(|place| place.0 == key & MASK)?;
        let value = place.1.take()?;
        place.0 = (place.0 + 1) & MASK;
        self.free.push_back(at);
        self.len -= 1;
        Some(value)
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.places
            .iter()
            .enumerate()
            .filter_map(|(at, place)| Some((at << BITS | place.0, place.1.as_ref()?)))
    }
}
