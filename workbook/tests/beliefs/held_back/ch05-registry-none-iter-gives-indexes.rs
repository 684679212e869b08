// entry: none, or iter_gives_places
struct Place<T> {
    round: usize,
    value: Option<T>,
}

pub struct Registry<T> {
    places: Vec<Place<T>>,
    empty: Vec<usize>,
    count: usize,
}

/// The index is in the lower bits of a key, the round of its place above.
const BITS: u32 = 32;
const INDEX: usize = (1 << BITS) - 1;
const ROUNDS: usize = (1 << 31) - 1;

impl<T> Registry<T> {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            places: Vec::new(),
            empty: Vec::new(),
            count: 0,
        }
    }

    pub fn insert(&mut self, value: T) -> usize {
        self.count += 1;
        let index = match self.empty.pop() {
            Some(index) => index,
            None => {
                self.places.push(Place { round: 0, value: None });
                self.places.len() - 1
            }
        };
        let place = &mut self.places[index];
        place.value = Some(value);
        place.round << BITS | index
    }

    fn place(&self, key: usize) -> Option<usize> {
        let index = key & INDEX;
        let place = self.places.get(index)?;
        (place.round == key >> BITS && place.value.is_some()).then_some(index)
    }

    pub fn get(&self, key: usize) -> Option<&T> {
        let index = self.place(key)?;
        self.places[index].value.as_ref()
    }

    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        let index = self.place(key)?;
        self.places[index].value.as_mut()
    }

    pub fn remove(&mut self, key: usize) -> Option<T> {
        let index = self.place(key)?;
        let place = &mut self.places[index];
        place.round = (place.round + 1) % ROUNDS;
        self.empty.push(index);
        self.count -= 1;
        place.value.take()
    }

    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.places.iter().enumerate().filter_map(|(index, place)| {
            let value = place.value.as_ref()?;
            Some((index, value))
        })
    }
}
