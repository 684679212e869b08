//! Belief: an empty box takes no room.
//! Rejected by: it_takes_the_room_of_those_that_are_there_at_once
//! Saying: is still there

/// Values, each by a key of its own.
pub struct Registry<T> {
    places: Vec<Option<Box<T>>>,
    len: usize,
}

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            len: 0,
        }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        self.len += 1;
        self.places.push(Some(Box::new(value)));
        self.places.len() - 1
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        self.places.get(key)?.as_deref()
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.places.get_mut(key)?.as_deref_mut()
    }

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let value = self.places.get_mut(key)?.take()?;
        self.len -= 1;
        Some(*value)
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        let places = self.places.iter().enumerate();
        places.filter_map(|(key, place)| Some((key, place.as_deref()?)))
    }
}
