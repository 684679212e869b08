//! A guard counts: made by `track`, moved into the future, dropped on each way in which a future ends.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts futures by name. Clones share the count.
#[derive(Clone, Default)]
pub struct Census {
    counts: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Census {
    /// A census that counts nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts `future` below `name` for as long as it lives.
    pub fn track<F: Future>(
        &self,
        name: &str,
        future: F,
    ) -> impl Future<Output = F::Output> + use<F> {
        // Made here: nothing within the block runs before the first poll.
        let counted = Counted::new(self.clone(), name);
        async move {
            let _counted = counted;
            future.await
        }
    }

    /// How many futures of each name are alive.
    pub fn alive(&self) -> BTreeMap<String, usize> {
        self.with(|counts| counts.clone())
    }

    /// What has grown since `before`: each name of which there are more now, with the difference.
    pub fn grown_since(&self, before: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
        let mut grown = self.alive();
        grown.retain(|name, count| {
            *count = count.saturating_sub(before.get(name).copied().unwrap_or(0));
            *count > 0
        });
        grown
    }

    fn with<T>(&self, change: impl FnOnce(&mut BTreeMap<String, usize>) -> T) -> T {
        change(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// One future, in the count for as long as this lives.
struct Counted {
    census: Census,
    name: String,
}

impl Counted {
    fn new(census: Census, name: &str) -> Self {
        let name = name.to_owned();
        census.with(|counts| *counts.entry(name.clone()).or_default() += 1);
        Self { census, name }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.census.with(|counts| {
            if let Some(count) = counts.get_mut(&self.name) {
                *count -= 1;
            }
            counts.retain(|_, count| *count > 0);
        });
    }
}
