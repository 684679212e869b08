//! # Keys that cannot be confused
//!
//! Values in places that are used again, under keys that are not: a key says the place and how often
//! it has been used.

/// How many places a key can tell apart: the lower half of its bits.
const PLACES: usize = 1 << (usize::BITS / 2);

/// Values, each with its own key.
pub struct Registry<T> {
    places: Vec<Place<T>>,
    free: Vec<usize>,
    len: usize,
}

struct Place<T> {
    // Of the value that is here, or of the next one.
    key: usize,
    value: Option<T>,
}

impl<T> Registry<T> {
    /// Has no values.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            free: Vec::new(),
            len: 0,
        }
    }

    /// Keeps `value`, and returns its key.
    pub fn insert(&mut self, value: T) -> usize {
        self.len += 1;
        if let Some(index) = self.free.pop() {
            let place = &mut self.places[index];
            place.value = Some(value);
            return place.key;
        }
        let key = self.places.len();
        let value = Some(value);
        self.places.push(Place { key, value });
        key
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        let place = self.places.get(key % PLACES)?;
        place.value.as_ref().filter(|_| place.key == key)
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        let place = self.places.get_mut(key % PLACES)?;
        place.value.as_mut().filter(|_| place.key == key)
    }

    /// Removes the value and returns it. Its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let index = key % PLACES;
        let place = self.places.get_mut(index)?;
        let value = place.value.take_if(|_| place.key == key)?;
        self.len -= 1;
        // A place whose keys are used up stays empty: better than a key that is given twice.
        if let Some(next) = key.checked_add(PLACES) {
            place.key = next;
            self.free.push(index);
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
        self.places
            .iter()
            .filter_map(|place| Some((place.key, place.value.as_ref()?)))
    }
}
