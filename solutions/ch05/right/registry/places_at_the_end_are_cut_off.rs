//! Style: places at the end are given back; new ones begin with a generation that none of them had.

/// Values, each with its own key.
pub struct Registry<T> {
    places: Vec<(usize, Option<T>)>,
    // The highest generation of those that were cut off.
    floor: usize,
    len: usize,
}

impl<T> Registry<T> {
    /// Has no values.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            floor: 0,
            len: 0,
        }
    }

    /// Keeps `value`, and returns its key.
    pub fn insert(&mut self, value: T) -> usize {
        self.len += 1;
        match self.places.iter().position(|place| place.1.is_none()) {
            Some(at) => {
                self.places[at].1 = Some(value);
                self.places[at].0 << 32 | at
            }
            None => {
                let at = self.places.len();
                self.places.push((self.floor, Some(value)));
                self.floor << 32 | at
            }
        }
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        self.places
            .get(key & 0xffff_ffff)
            .filter(|place| place.0 == key >> 32)?
            .1
            .as_ref()
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.places
            .get_mut(key & 0xffff_ffff)
            .filter(|place| place.0 == key >> 32)?
            .1
            .as_mut()
    }

    /// Removes the value and returns it. Its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let at = key & 0xffff_ffff;
        let place = self
            .places
            .get_mut(at)
            .filter(|place| place.0 == key >> 32)?;
        let value = place.1.take()?;
        place.0 += 1;
        self.len -= 1;
        while self.places.last().is_some_and(|place| place.1.is_none()) {
            let (generation, _) = self.places.pop()?;
            self.floor = self.floor.max(generation);
        }
        self.places.shrink_to_fit();
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
            .filter_map(|(at, place)| Some((place.0 << 32 | at, place.1.as_ref()?)))
    }
}
