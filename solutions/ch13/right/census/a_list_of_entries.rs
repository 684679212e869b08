//! Style: each future has an entry with a number of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Counts futures by name. Clones share the count.
#[derive(Clone, Default)]
pub struct Census {
    entries: Arc<Mutex<Entries>>,
}

#[derive(Default)]
struct Entries {
    next: u64,
    names: BTreeMap<u64, String>,
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
        let entry = self.enter(name);
        let mut future = Box::pin(async move {
            let _entry = entry;
            future.await
        });
        std::future::poll_fn(move |cx| future.as_mut().poll(cx))
    }

    fn enter(&self, name: &str) -> Entry {
        let mut entries = self.entries.lock().unwrap();
        let number = entries.next;
        entries.next += 1;
        entries.names.insert(number, name.to_owned());
        Entry {
            census: self.clone(),
            number,
        }
    }

    /// How many futures of each name are alive.
    pub fn alive(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for name in self.entries.lock().unwrap().names.values() {
            *counts.entry(name.clone()).or_insert(0) += 1;
        }
        counts
    }

    /// What has grown since `before`: each name of which there are more now, with the difference.
    pub fn grown_since(&self, before: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
        let then = |name: &String| before.get(name).copied().unwrap_or(0);
        let grown = self.alive().into_iter().filter_map(|(name, now)| {
            let more = now.checked_sub(then(&name)).filter(|more| *more > 0)?;
            Some((name, more))
        });
        grown.collect()
    }
}

struct Entry {
    census: Census,
    number: u64,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut entries = self.census.entries.lock().unwrap();
        entries.names.remove(&self.number);
    }
}
