//! Belief: a place whose 256 generations are used up may stay empty, and another one is made.
//! Rejected by: it_takes_the_room_of_those_that_are_there_at_once
//! Saying: a place is not used again

use std::collections::VecDeque;

/// Values, each by a key of its own.
pub struct Registry<T> {
    places: Vec<(usize, Option<T>)>,
    free: VecDeque<usize>,
    len: usize,
}

const BITS: u32 = 8;
const MASK: usize = (1 << BITS) - 1;

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            free: VecDeque::new(),
            len: 0,
        }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        self.len += 1;
        match self.free.pop_back() {
            Some(at) => {
                self.places[at].1 = Some(value);
                at << BITS | self.places[at].0
            }
            None => {
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

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let at = key >> BITS;
        let place = self
            .places
            .get_mut(at)
            .filter(|place| place.0 == key & MASK)?;
        let value = place.1.take()?;
        if place.0 < MASK {
            place.0 += 1;
            self.free.push_back(at);
        }
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
