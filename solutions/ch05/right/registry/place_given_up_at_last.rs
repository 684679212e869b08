//! Style: places with generations; one whose generations are used up is given no more.

/// How many bits of a key are the place.
const PLACE_BITS: u32 = usize::BITS / 2;
/// No key has this place, so none is `usize::MAX`.
const NO_PLACE: usize = (1 << PLACE_BITS) - 1;

struct Slot<T> {
    generation: usize,
    value: Option<T>,
}

/// Values, each by a key of its own.
pub struct Registry<T> {
    slots: Vec<Slot<T>>,
    free: Vec<usize>,
    len: usize,
}

fn key(place: usize, generation: usize) -> usize {
    generation << PLACE_BITS | place
}

impl<T> Registry<T> {
    /// No value.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            len: 0,
        }
    }

    /// Keeps `value`, and gives the key by which it is found.
    pub fn insert(&mut self, value: T) -> usize {
        let place = self.free.pop().unwrap_or_else(|| {
            let place = self.slots.len();
            assert!(place < NO_PLACE, "too many values at once");
            self.slots.push(Slot {
                generation: 0,
                value: None,
            });
            place
        });
        let slot = &mut self.slots[place];
        slot.value = Some(value);
        self.len += 1;
        key(place, slot.generation)
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        let slot = self.slots.get(key & NO_PLACE)?;
        slot.value
            .as_ref()
            .filter(|_| slot.generation == key >> PLACE_BITS)
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        let slot = self.slots.get_mut(key & NO_PLACE)?;
        slot.value
            .as_mut()
            .filter(|_| slot.generation == key >> PLACE_BITS)
    }

    /// Takes the value out; its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        self.get(key)?;
        let place = key & NO_PLACE;
        let slot = &mut self.slots[place];
        // A place whose generations are used up is not given again.
        if slot.generation < NO_PLACE {
            slot.generation += 1;
            self.free.push(place);
        }
        self.len -= 1;
        slot.value.take()
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.slots.iter().enumerate().filter_map(|(place, slot)| {
            let value = slot.value.as_ref()?;
            Some((key(place, slot.generation), value))
        })
    }
}
