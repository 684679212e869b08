//! Belief: as many places, as many values.
//! Rejected by: len_and_iter_tell_of_each_value_once
//! Saying: `len`

/// Values, each by a key of its own.
pub struct Registry<T> {
    places: Vec<Place<T>>,
    free: Vec<usize>,
    len: usize,
}

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            free: Vec::new(),
            len: 0,
        }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        self.len += 1;
        if let Some(at) = self.free.pop() {
            let place = &mut self.places[at];
            place.value = Some(value);
            return key(at, place.generation);
        }
        self.places.push(Place {
            generation: 0,
            value: Some(value),
        });
        key(self.places.len() - 1, 0)
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        let place = self.places.get(at(key))?;
        if place.generation != generation(key) {
            return None;
        }
        place.value.as_ref()
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        let place = self.places.get_mut(at(key))?;
        if place.generation != generation(key) {
            return None;
        }
        place.value.as_mut()
    }

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let place = self.places.get_mut(at(key))?;
        if place.generation != generation(key) {
            return None;
        }
        let value = place.value.take()?;
        place.generation += 1;
        self.free.push(at(key));
        self.len -= 1;
        Some(value)
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.places.iter().enumerate().filter_map(|(at, place)| {
            let value = place.value.as_ref()?;
            Some((key(at, place.generation), value))
        })
    }
}

struct Place<T> {
    generation: usize,
    value: Option<T>,
}

fn key(at: usize, generation: usize) -> usize {
    (generation << 32) | at
}

fn at(key: usize) -> usize {
    key & 0xffff_ffff
}

fn generation(key: usize) -> usize {
    key >> 32
}
