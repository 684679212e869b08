//! Style: a token for each name; the number of its references is the count.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, Weak};

/// Counts futures by name. Clones share the count.
#[derive(Clone, Default)]
pub struct Census {
    tokens: Arc<Mutex<BTreeMap<String, Weak<()>>>>,
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
        let token = self.token(name);
        async move {
            let output = future.await;
            drop(token);
            output
        }
    }

    fn token(&self, name: &str) -> Arc<()> {
        let mut tokens = self.tokens.lock().unwrap();
        tokens.retain(|_, token| token.strong_count() > 0);
        let token = tokens.get(name).and_then(Weak::upgrade).unwrap_or_default();
        tokens.insert(name.to_owned(), Arc::downgrade(&token));
        token
    }

    /// How many futures of each name are alive.
    pub fn alive(&self) -> BTreeMap<String, usize> {
        let tokens = self.tokens.lock().unwrap();
        let counts = tokens
            .iter()
            .map(|(name, token)| (name.clone(), token.strong_count()));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// What has grown since `before`: each name of which there are more now, with the difference.
    pub fn grown_since(&self, before: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
        let mut grown = BTreeMap::new();
        for (name, now) in self.alive() {
            let then = before.get(&name).copied().unwrap_or_default();
            if now > then {
                grown.insert(name, now - then);
            }
        }
        grown
    }
}
