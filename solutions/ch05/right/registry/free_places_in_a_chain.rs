//! Style: each empty place names the next one; the generation is in the lower bits.

/// Values, each with its own key.
pub struct Registry<T> {
    places: Vec<(u32, Place<T>)>,
    free: usize,
}

impl<T> Registry<T> {
    /// Has no values.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            free: 0,
        }
    }

    /// Keeps `value`, and returns its key.
    pub fn insert(&mut self, value: T) -> usize {
        let at = self.free;
        if at == self.places.len() {
            self.places.push((0, Place::Empty { next: at + 1 }));
        }
        let (generation, place) = &mut self.places[at];
        if let Place::Empty { next } = std::mem::replace(place, Place::Filled(value)) {
            self.free = next;
        }
        at << 32 | *generation as usize
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        match self.places.get(key >> 32)? {
            (generation, Place::Filled(value)) if *generation == key as u32 => Some(value),
            _ => None,
        }
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        match self.places.get_mut(key >> 32)? {
            (generation, Place::Filled(value)) if *generation == key as u32 => Some(value),
            _ => None,
        }
    }

    /// Removes the value and returns it. Its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        self.get(key)?;
        let at = key >> 32;
        let (generation, place) = &mut self.places[at];
        *generation = generation.checked_add(1).expect("four billion uses");
        let next = Place::Empty { next: self.free };
        self.free = at;
        match std::mem::replace(place, next) {
            Place::Filled(value) => Some(value),
            Place::Empty { .. } => None,
        }
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        let places = self.places.iter().enumerate();
        places.filter_map(|(at, (generation, place))| match place {
            Place::Filled(value) => Some((at << 32 | *generation as usize, value)),
            Place::Empty { .. } => None,
        })
    }
}

enum Place<T> {
    Filled(T),
    Empty { next: usize },
}
