//! Style: a chain of boxes, searched from its head; the keys count up.

struct Node<T> {
    key: usize,
    value: T,
    next: Option<Box<Node<T>>>,
}

/// Values, each with its own key.
pub struct Registry<T> {
    head: Option<Box<Node<T>>>,
    given: usize,
}

impl<T> Drop for Registry<T> {
    fn drop(&mut self) {
        let mut head = self.head.take();
        while let Some(mut node) = head {
            head = node.next.take();
        }
    }
}

impl<T> Registry<T> {
    /// Has no values.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            head: None,
            given: 0,
        }
    }

    /// Keeps `value`, and returns its key.
    pub fn insert(&mut self, value: T) -> usize {
        self.given += 1;
        let next = self.head.take();
        self.head = Some(Box::new(Node {
            key: self.given,
            value,
            next,
        }));
        self.given
    }

    /// The value with this key.
    pub fn get(&self, key: usize) -> Option<&T> {
        self.iter()
            .find(|(other, _)| *other == key)
            .map(|(_, value)| value)
    }

    /// The value with this key, to change it.
    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        let mut at = self.head.as_deref_mut();
        while let Some(node) = at {
            if node.key == key {
                return Some(&mut node.value);
            }
            at = node.next.as_deref_mut();
        }
        None
    }

    /// Removes the value and returns it. Its key finds nothing from then on.
    pub fn remove(&mut self, key: usize) -> Option<T> {
        let mut at = &mut self.head;
        loop {
            match at {
                None => return None,
                Some(node) if node.key == key => {
                    let next = node.next.take();
                    let node = std::mem::replace(at, next)?;
                    return Some(node.value);
                }
                Some(node) => at = &mut node.next,
            }
        }
    }

    /// How many values there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Each value with its key, in any order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        std::iter::successors(self.head.as_deref(), |node| node.next.as_deref())
            .map(|node| (node.key, &node.value))
    }
}
